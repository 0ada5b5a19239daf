import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Keyframe} from '../../src/protocol/record/keyframe.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {importerFor} from '../../src/trace/import/importers.ts';
import {series} from '../helpers/proc.ts';

// /proc/interrupts as people paste it: with tabs, wrapped by a mailer, with a prompt below. Every value that is read is right, or
// skipped with its line number.

type Line = [irq: string, perCpu: number[], chip: string | null, devices: string[]];

function read(text: string): {cpus: number[]; lines: Line[]; told: [lines: number, reason: string] | null} {
  const [keyframe, last] = recordsOf(text) as [Keyframe, TraceRecord | undefined];
  const lines = keyframe.lines.map(({irq, perCpu, chip, devices}): Line => [irq, perCpu!, chip, devices]);
  return {cpus: keyframe.cpus, lines, told: last?.kind === 'input_skipped' ? [last.lines, last.reason] : null};
}

function recordsOf(text: string): TraceRecord[] {
  const opened = importerFor(text)!.open();
  return [...opened.feed(Buffer.from(text)), ...opened.end(null)];
}

const NMI: Line = ['NMI', [0, 0], 'Non-maskable interrupts', []];
const SHARED: Line = ['16', [1200, 300], 'IO-APIC-fasteoi', ['usbx', 'diskx']];
const HEADER = '           CPU0       CPU1\n';
const ROW = ' 16:       1200        300   IO-APIC  16-fasteoi   usbx, diskx\n';

describe('tabs are blanks, up to the next multiple of eight', () => {
  test('of a table that is typed', () => {
    const text = `\t    CPU0\tCPU1
 16:\t1200\t 300   IO-APIC  16-fasteoi   usbx, diskx
NMI:\t   0\t   0   Non-maskable interrupts
`;
    expect(read(text)).toEqual({cpus: [0, 1], lines: [SHARED, NMI], told: null});
  });

  test('between a controller and its device, where a blank alone would be part of a name', () => {
    //             0123456789012345678901234567
    const text = ' CPU0\n 5:      7  pmic-arb\tpower key\n 6:     7  pmic-arbi\tpower key\n';
    expect(read(text).lines).toEqual([
      ['5', [7], 'pmic-arb', ['power key']],
      ['6', [7], 'pmic-arbi', ['power key']],
    ]);
  });
});

describe('what a mailer has wrapped', () => {
  test('behind the flow', () => {
    const text = `           CPU0       CPU1       CPU2       CPU3
 16:        120          0          0          0   IO-APIC  16-fasteoi
usbx_hcd:usb1, diskx
 17:         40          0          0          0   IO-APIC  17-fasteoi
usbx_hcd:usb2
 18:         40          0          0          0   IO-APIC  18-fasteoi
  soundx
NMI:          0          0          0          0   Non-maskable interrupts
`;
    expect(read(text)).toEqual({
      cpus: [0, 1, 2, 3],
      lines: [
        ['16', [120, 0, 0, 0], 'IO-APIC-fasteoi', ['usbx_hcd:usb1', 'diskx']],
        ['17', [40, 0, 0, 0], 'IO-APIC-fasteoi', ['usbx_hcd:usb2']],
        ['18', [40, 0, 0, 0], 'IO-APIC-fasteoi', ['soundx']],
        ['NMI', [0, 0, 0, 0], 'Non-maskable interrupts', []],
      ],
      told: null,
    });
  });

  test.each([
    ['within the list', '   IO-APIC  16-fasteoi   usbx,\ndiskx', 'IO-APIC-fasteoi', ['usbx', 'diskx']],
    ['behind the counts', '\n  IO-APIC  16-fasteoi   usbx, diskx', 'IO-APIC-fasteoi', ['usbx', 'diskx']],
    ['behind the controller', '   IO-APIC\n 16-fasteoi   usbx', 'IO-APIC-fasteoi', ['usbx']],
    ['behind the pin', '   GICv3  27\n Level     timerx', 'GICv3', ['timerx']],
    ['within the flow', '   IO-APIC  16-\nfasteoi   usbx', 'IO-APIC-fasteoi', ['usbx']],
    [
      'before a controller with a colon',
      '\n PCI-MSIX-0000:00:04.0   1-edge      netx',
      'PCI-MSIX-0000:00:04.0-edge',
      ['netx'],
    ],
  ])('%s', (_where, rest, chip, devices) => {
    expect(read(`${HEADER} 16:  1  2${rest}\nERR:  0\n`)).toEqual({
      cpus: [0, 1],
      lines: [
        ['16', [1, 2], chip, devices],
        ['ERR', [0], null, []],
      ],
      told: null,
    });
  });

  test('the header, and every row of it', () => {
    const text = `      CPU0   CPU1
 CPU2   CPU3
 16:    1      2
     3      4   IO-APIC  16-fasteoi   usbx
LOC:    5      6
     7      8   Local timer interrupts
ERR:    9
`;
    expect(read(text)).toEqual({
      cpus: [0, 1, 2, 3],
      lines: [
        ['16', [1, 2, 3, 4], 'IO-APIC-fasteoi', ['usbx']],
        ['LOC', [5, 6, 7, 8], 'Local timer interrupts', []],
        ['ERR', [9], null, []],
      ],
      told: null,
    });
  });

  test.each([
    ['a count is missing', ' 16:  1   IO-APIC  16-fasteoi   usbx', 'line 3: the row has 1 count for 2 CPUs'],
    ['of a counter too', 'LOC:  1   Local timer interrupts', 'line 3: the row has 1 count for 2 CPUs'],
    ['and nothing follows', ' 16:  1', 'line 3: the row has 1 count for 2 CPUs'],
    [
      'the header has lost CPUs',
      ' 16:  1 2 3 4  IO-APIC  16-fasteoi   usbx',
      'line 3: the row has more counts than the 2 CPUs of the header',
    ],
    ['cut out by hand', ' 20:...', 'line 3: a row must begin with a name and a colon'],
    ['cut out by hand, too', '[...]', 'line 3: a row must begin with a name and a colon'],
  ])('passed over: %s', (_what, row, reason) => {
    expect(read(`${HEADER}NMI:  0  0   Non-maskable interrupts\n${row}\n${ROW}`)).toEqual({
      cpus: [0, 1],
      lines: [NMI, SHARED],
      told: [1, reason],
    });
  });
});

describe('two counters of a name are told by their descriptions', () => {
  const FIRST = 'LOC:  33666  20000  Local timer interrupts for timer event device\n';
  const SECOND = 'LOC:  70  80  Local timer interrupts for others\n';
  test('as PowerPC has them', () => {
    expect(read(`${HEADER}${FIRST}${SECOND}`)).toEqual({
      cpus: [0, 1],
      lines: [
        ['LOC', [33666, 20000], 'Local timer interrupts for timer event device', []],
        ['LOC others', [70, 80], 'Local timer interrupts for others', []],
      ],
      told: null,
    });
  });

  test('and keep what they are called when one of them is missing', () => {
    const records = recordsOf(
      series(
        ['1.0', `${HEADER}${FIRST}${SECOND}`],
        ['2.0', `${HEADER}LOC:  71  80  Local timer interrupts for others\n`],
      ),
    );
    expect(records.filter(({kind}) => kind === 'line_vanished')).toEqual([
      {t: 1e9, kind: 'line_vanished', line: 'LOC'},
    ]);
    expect(records.at(-1)).toMatchObject({lines: [{irq: 'LOC others', counts: [[0, 1]]}]});
  });

  test('with the same description it is the same row', () => {
    expect(read(`${HEADER}${SECOND}${SECOND}`).told).toEqual([1, 'line 3: there are two rows LOC']);
  });
});

describe('the table ends', () => {
  const BELOW = `\tControl: I/O- Mem+ BusMaster+
\tLatency: 0
\tInterrupt: pin A routed to IRQ 16
`;
  test.each([
    ['at a prompt', `ops@web7:~$ lspci -v\n${BELOW}`, [4, 'line 4: a prompt ends the table']],
    ['at the prompt of root', `[root@web7 ~]# lspci\n${BELOW}`, [4, 'line 4: a prompt ends the table']],
    ['at an empty prompt', 'ops@web7:~$ \n', [1, 'line 4: a prompt ends the table']],
    [
      'at what is no row after a blank line',
      `\n[    5.1] usb 1-1: new device\n${BELOW}`,
      [4, 'line 5: it is not a row, and ends the table'],
    ],
    [
      'at another header',
      `${HEADER}${ROW} 17: 1 2  IO-APIC  17-fasteoi   netx\n`,
      [3, 'line 4: another header begins here, and only the table above is read'],
    ],
    ['nowhere, at what has a colon', BELOW, [3, 'line 4: the row has no count']],
    ['nowhere, at a row after a blank line', '\n', null],
  ])('%s', (_where, below, told) => {
    expect(read(`${HEADER}${ROW}ERR:          0\n${below}`)).toEqual({
      cpus: [0, 1],
      lines: [SHARED, ['ERR', [0], null, []]],
      told,
    });
  });
});

test('a controller that nothing stands behind is no device, where other rows have it', () => {
  const text = `           CPU0
 52:          0   ARMCTRL  gpiox handler
 75:          1   ARMCTRL
 76:          1   timerx
FIQ:              usb_fiqx
Err:          0
`;
  expect(read(text)).toEqual({
    cpus: [0],
    lines: [
      ['52', [0], 'ARMCTRL', ['gpiox handler']],
      ['75', [1], 'ARMCTRL', []],
      ['76', [1], null, ['timerx']],
      ['FIQ', [], 'usb_fiqx', []],
      ['Err', [0], null, []],
    ],
    told: null,
  });
});

describe('any table, wrapped, tabbed and with anything below', () => {
  const row = fc.record({
    counts: fc.array(fc.oneof(fc.nat(9), fc.nat(2 ** 31)), {minLength: 4, maxLength: 4}),
    chip: fc.constantFrom('IO-APIC  %-fasteoi', 'PCI-MSIX-0000:00:04.0   1-edge', 'GICv3  27 Level', 'IO-APIC-level'),
    devices: fc.array(fc.constantFrom('usbx_hcd:usb1', 'diskx', 'netx-rx-0', 'ahci[0000:00:1f.2]'), {
      minLength: 1,
      maxLength: 6,
    }),
  });
  const junk = fc.array(
    fc.oneof(
      fc.constantFrom(
        'ops@web7:~$ lspci',
        '# dmesg',
        '\tLatency: 0',
        'Interrupt: pin A routed to IRQ 16',
        'eth0: 1 2 3 4 x',
        '99: 1',
        '-- ',
        'CPU0 CPU1',
      ),
      fc.string({maxLength: 40}).map(text => text.replace(/[\r\n]/g, ' ')),
    ),
    {maxLength: 5},
  );
  const CPUS = 4;

  /** Breaks a line between words, as mailers do. */
  function wrapped(line: string, width: number): string {
    const lines: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const at = rest.lastIndexOf(' ', width);
      if (at <= 0 || rest.slice(0, at).trim() === '') break;
      lines.push(rest.slice(0, at));
      rest = rest.slice(at + 1);
    }
    return [...lines, rest].join('\n');
  }

  test('right, or passed over with its line number', () => {
    fc.assert(
      fc.property(
        fc.array(row, {minLength: 1, maxLength: 8}),
        fc.integer({min: 40, max: 120}),
        fc.boolean(),
        junk,
        fc.boolean(),
        (rows, width, tabs, below, blank) => {
          const printed = rows.map(
            ({counts, chip, devices}, at) =>
              `${String(at + 16).padStart(3)}:${counts.map(count => String(count).padStart(11)).join('')}   ${chip.replace('%', String(at))}   ${devices.join(', ')}`,
          );
          const header = '           CPU0       CPU1       CPU2       CPU3';
          const end = blank ? '\n\n' : '\nops@web7:~$ \n';
          const text = [header, ...printed].map(line => wrapped(tabs ? unexpanded(line) : line, width)).join('\n');
          const {lines, told} = read(`${text}${end}${below.map(line => `${line}\n`).join('')}`);
          const numbered = lines.filter(([irq]) => /^\d+$/.test(irq));
          // A row may be below the table only where it is one; nothing else is a row.
          expect(numbered.slice(0, rows.length).map(([irq, perCpu]) => [irq, perCpu])).toEqual(
            rows.map(({counts}, at) => [String(at + 16), counts]),
          );
          expect(numbered).toHaveLength(rows.length);
          expect(lines).toHaveLength(rows.length);
          for (const [at, [, perCpu, , devices]] of numbered.entries()) {
            expect(perCpu).toHaveLength(CPUS);
            if (told === null || !blank) expect(devices).toEqual(rows[at].devices);
          }
          if (!blank)
            expect(told).toEqual([
              below.filter(line => line.trim() !== '').length + 1,
              expect.stringMatching(/^line \d+: a prompt ends/),
            ]);
        },
      ),
      {numRuns: 500},
    );
  });

  /** Blanks as tabs, wherever one reaches as far. */
  function unexpanded(line: string): string {
    return line.replace(/.{8}/g, cell => (/ {2,}$/.test(cell) ? `${cell.trimEnd()}\t` : cell));
  }
});
