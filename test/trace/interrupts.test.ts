import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Keyframe} from '../../src/protocol/record/keyframe.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {InputError} from '../../src/trace/fault.ts';
import {IMPORTERS, importerFor, unknownFormat} from '../../src/trace/import/importers.ts';
import {captureText, printed, type Rows, series} from '../helpers/proc.ts';

function recordsOf(text: string | Uint8Array, pieceBytes = 1 << 16): TraceRecord[] {
  const bytes = Buffer.from(text);
  const opened = importerFor(bytes.toString())!.open();
  const records: TraceRecord[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    records.push(...opened.feed(bytes.subarray(at, at + pieceBytes)));
  return [...records, ...opened.end(null)];
}

const seriesOf = (...snapshots: [cpus: number[], rows: Rows][]) =>
  recordsOf(series(...snapshots.map(([cpus, rows], at): [string, string] => [`${44 + at}.50`, printed(cpus, rows)])));

const kindsOf = (records: readonly TraceRecord[]) => records.map(({kind}) => kind);
const factsOf = (records: readonly TraceRecord[]) =>
  records.filter(({kind}) => kind !== 'sample' && kind !== 'keyframe').map(({t: _, ...fact}) => fact);
const countsOf = (records: readonly TraceRecord[]) =>
  records.flatMap(record =>
    record.kind === 'sample' ? [Object.fromEntries((record.lines ?? []).map(({irq, counts}) => [irq, counts]))] : [],
  );

describe('formats are told by their beginning', () => {
  test.each([
    ['           CPU0       CPU1\n', 'proc-interrupts'],
    ['CPU0\n', 'proc-interrupts'],
    ['### /proc/interrupts\n\n   CPU0 CPU2\n', 'proc-interrupts'],
    ['\ufeff  CPU0\r\n', 'proc-interrupts'],
    ['=== 1795333026.57 uptime 49.75\n', 'proc-interrupts-series'],
    ['# a comment\n=== 1795333026.57 uptime 49.75\n', 'proc-interrupts-series'],
    ['=== 1 uptime 2\n   CPU0 CPU1\n 16: 1 2 x\n', 'proc-interrupts-series'],
    ['=== 1 uptime 2\n   CPU0 CPU1\n  HI: 1 2\n', undefined],
    ['=== 1 uptime 2\ncpu  92 0 2655\n', undefined],
    ['=== 1 uptime 2\n--- /proc/irq/10/spurious\ncount 0\nunhandled 0\n', undefined],
    ['=== 1 uptime 2\nany text\n', undefined],
    ['   CPU', undefined],
    ['', undefined],
    ['CPUs are fine', undefined],
    ['\x7fELF\0\0', undefined],
  ])('%j', (head, name) => {
    expect(importerFor(head)?.name).toBe(name);
  });

  test('a series is not told by its envelope alone, so that more of it is waited for', () => {
    const softirqs = '=== 1 uptime 2\n   CPU0 CPU1\n  HI: 1 2\n';
    for (let at = 1; at < softirqs.length; at++) expect(importerFor(softirqs.slice(0, at), false)).toBe(null);
    expect(importerFor('=== 1 uptime 2\n   CPU0 CPU1\n  5: 1 2\n', false)?.name).toBe('proc-interrupts-series');
  });

  test.each([
    ['=== 1 uptime 2\n   CPU0 CPU1\n  HI: 1 2\n', 'a series of /proc/softirqs,'],
    ['=== 1 uptime 2\ncpu  92 0 2655\n', 'a series of /proc/stat,'],
    ['=== 1 uptime 2\n--- /proc/irq/10/spurious\ncount 0\nunhandled 0\n', 'a series of /proc/irq/N/spurious,'],
    [
      '=== 1 uptime 2\n--- /sys/kernel/debug/irq/irqs/10\nhandler:  x\ndevice: (null)\n',
      'a series of files of /sys/kernel/debug/irq,',
    ],
    ['=== 1 uptime 2\nany text\n', 'a series of unknown texts,'],
    ['any text\n', 'unknown format; known: recording'],
  ])('%j is refused with a true sentence', (head, sentence) => {
    expect(unknownFormat(head)).toContain(sentence);
  });

  test('each has a name and a title', () => {
    for (const {name, title} of IMPORTERS)
      expect([name, title]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.stringMatching(/./)]);
  });
});

test('one snapshot: wiring and totals as the file has them, and nothing that it does not tell', () => {
  const [keyframe, ...more] = recordsOf(captureText('poweredge-400sc-2005.txt')) as Keyframe[];
  expect(more).toEqual([]);
  expect(keyframe).toMatchObject({kind: 'keyframe', t: 0, cpus: [0, 1], domains: [], devices: []});
  expect(keyframe.lines.find(({irq}) => irq === '169')).toEqual({
    irq: '169',
    chip: 'IO-APIC-level',
    trigger: 'level',
    devices: ['libata', 'uhci_hcd:usb4', 'eth0'],
    domains: null,
    state: null,
    owedBy: null,
    perCpu: [37509, 0],
  });
  expect(keyframe.lines.find(({irq}) => irq === 'ERR')).toMatchObject({counter: true, chip: null, perCpu: [0]});
});

test('rows of every kind', () => {
  const text = [
    '           CPU0       CPU2       \r',
    '  9:          1          2   IO-APIC   9-fasteoi   acpi',
    ' 24:          3          4',
    '',
    'FIQ:              usb_fiq',
    'NMI:          5          6 ',
    'IPI0:2768808080 4294967295  Rescheduling interrupts',
    'IPI1:         1          2          3          4  CPU wakeup interrupts',
    'Err:          7',
    '',
  ].join('\n');
  const [{cpus, lines}] = recordsOf(text) as Keyframe[];
  expect(cpus).toEqual([0, 2]);
  expect(lines.map(({irq, counter, chip, perCpu}) => [irq, counter ?? false, chip, perCpu])).toEqual([
    ['9', false, 'IO-APIC-fasteoi', [1, 2]],
    ['24', false, null, [3, 4]],
    ['FIQ', true, 'usb_fiq', []],
    ['NMI', true, null, [5, 6]],
    ['IPI0', true, 'Rescheduling interrupts', [2768808080, 4294967295]],
    ['IPI1', true, 'CPU wakeup interrupts', [1, 2, 3, 4]],
    ['Err', true, null, [7]],
  ]);
});

describe('a series', () => {
  test('first a keyframe, then what was counted since, exact to the nanosecond', () => {
    const records = recordsOf(
      series(
        ['49.75', printed([0, 1], {10: [[5, 0]], LOC: [[1, 1]]})],
        ['50.770000001', printed([0, 1], {10: [[5, 3]], LOC: [[1, 1]]})],
      ),
    );
    expect(kindsOf(records)).toEqual(['keyframe', 'sample']);
    expect(records[1]).toEqual({
      kind: 'sample',
      t: 1_020_000_001,
      spanNs: 1_020_000_001,
      lines: [{irq: '10', counts: [[1, 3]]}],
    });
  });

  test('a line that appears between two others takes nothing from them', () => {
    const records = seriesOf([[0], {16: [[5000]], 18: [[7000]]}], [[0], {16: [[5000]], 17: [[3]], 18: [[7001]]}]);
    expect(factsOf(records)).toEqual([{kind: 'line_appeared', line: '17'}]);
    expect(kindsOf(records)).toEqual(['keyframe', 'line_appeared', 'keyframe', 'sample']);
    expect(countsOf(records)).toEqual([{17: [[0, 3]], 18: [[0, 1]]}]);
  });

  test('a line that goes and comes back goes on from where it was', () => {
    const records = seriesOf([[0], {5: [[90]], 6: [[1]]}], [[0], {6: [[1]]}], [[0], {5: [[95]], 6: [[1]]}]);
    expect(factsOf(records)).toEqual([
      {kind: 'line_vanished', line: '5'},
      {kind: 'line_appeared', line: '5'},
    ]);
    expect(countsOf(records)).toEqual([{}, {5: [[0, 5]]}]);
  });

  test('a CPU that goes and comes back goes on, and one that was never seen begins at what it says', () => {
    const records = seriesOf([[0, 2], {5: [[10, 20]]}], [[0], {5: [[11]]}], [[0, 2, 3], {5: [[11, 24, 1000]]}]);
    expect(factsOf(records)).toEqual([
      {kind: 'cpu_offline', cpu: 2},
      {kind: 'cpu_online', cpu: 2},
      {kind: 'cpu_online', cpu: 3},
    ]);
    expect(countsOf(records)).toEqual([{5: [[0, 1]]}, {5: [[2, 4]]}]);
  });

  test('devices that change', () => {
    const records = seriesOf(
      [[0], {5: [[1], '  IO-APIC   5-fasteoi   a, b']}],
      [[0], {5: [[2], '  IO-APIC   5-fasteoi   b']}],
    );
    expect(factsOf(records)).toEqual([{kind: 'line_rewired', line: '5', devices: ['b']}]);
    expect(countsOf(records)).toEqual([{5: [[0, 1]]}]);
  });

  test('a counter that wraps counts on, one that falls otherwise began anew, all its CPUs together', () => {
    const records = seriesOf(
      [[0, 1], {5: [[4294967290, 7]], 6: [[900, 5]], 7: [[4294967290, 0]]}],
      [[0, 1], {5: [[4, 8]], 6: [[3, 6]], 7: [[1_000_000_000, 0]]}],
    );
    expect(factsOf(records)).toEqual([
      {kind: 'counter_reset', line: '6'},
      {kind: 'counter_reset', line: '7'},
    ]);
    expect(countsOf(records)).toEqual([
      {
        5: [
          [0, 10],
          [1, 1],
        ],
        6: [
          [0, 3],
          [1, 6],
        ],
        7: [[0, 1_000_000_000]],
      },
    ]);
    expect((records.findLast(({kind}) => kind === 'keyframe') as Keyframe).lines.map(({perCpu}) => perCpu)).toEqual([
      [-6, 7],
      [0, 0],
      [0, 0],
    ]);
  });

  test('an uptime that goes back is a boot: everything counts from 0 over the time it is up', () => {
    const records = recordsOf(
      series(['500.00', printed([0], {5: [[4294967290]], 6: [[1]]})], ['20.00', printed([0], {5: [[30]], 6: [[2]]})]),
    );
    expect(factsOf(records)).toEqual([{kind: 'host_rebooted'}]);
    expect(records.at(-1)).toEqual({
      kind: 'sample',
      t: 20e9,
      spanNs: 20e9,
      lines: [
        {irq: '5', counts: [[0, 30]]},
        {irq: '6', counts: [[0, 2]]},
      ],
    });
  });
});

describe('what can not be used is skipped, counted and told last', () => {
  const good = printed([0, 1], {5: [[1, 2]], LOC: [[3, 4], '  Local timer interrupts']});
  const cases: [what: string, text: string, fact: object][] = [
    [
      'a row without a colon',
      `${good}nonsense\n`,
      {lines: 1, snapshots: 0, reason: 'line 4: a row must begin with a name and a colon'},
    ],
    ['a row twice', `${good}  5:  1 2\n`, {lines: 1, snapshots: 0, reason: 'line 4: there are two rows 5'}],
    [
      'too many digits',
      `${good}  6:  1234567890123456 2\n`,
      {lines: 1, snapshots: 0, reason: 'line 4: a count has more than 15 digits'},
    ],
    [
      'a line of 10 MB',
      `${good}${'x'.repeat(1e7)}\n`,
      {lines: 1, snapshots: 0, reason: 'line 4: it is longer than 1048576 bytes'},
    ],
    ['a row that is cut off', `${good}  6:          1`, {lines: 1, snapshots: 0, reason: 'line 4: the row is cut off'}],
    [
      'no newline at the end',
      good.trimEnd(),
      {lines: 0, snapshots: 0, reason: 'the last row has no newline and may be cut off'},
    ],
    [
      'a header that is none',
      series(['1.0', good], ['2.0', '  CPU0 CPUx\n 5: 1 2\n'], ['3.0', good]),
      {lines: 0, snapshots: 1, reason: 'line 6: the header must name the CPUs in ascending order: CPU0 CPU1'},
    ],
    [
      'a header that goes back',
      series(['1.0', good], ['2.0', '  CPU1 CPU0\n 5: 1 2\n']),
      {lines: 0, snapshots: 1, reason: 'line 6: the header must name the CPUs in ascending order: CPU0 CPU1'},
    ],
    [
      'nothing below',
      series(['1.0', good], ['2.0', ''], ['3.0', good]),
      {lines: 0, snapshots: 1, reason: 'line 5: nothing follows it'},
    ],
    [
      'no rows',
      series(['1.0', good], ['2.0', ' CPU0\n'], ['3.0', good]),
      {lines: 0, snapshots: 1, reason: 'line 5: no row follows its header'},
    ],
    [
      'a snapshot cut between rows',
      series(['1.0', good], ['2.0', printed([0, 1], {5: [[1, 2]]})]),
      {lines: 0, snapshots: 1, reason: 'line 5: it is cut off'},
    ],
    [
      'a snapshot cut within a row',
      series(['1.0', good], ['2.0', good.slice(0, -5)]),
      {lines: 0, snapshots: 1, reason: 'line 5: it is cut off'},
    ],
    [
      'after 104 days',
      series(['1.0', good], ['9999999.0', good]),
      {lines: 0, snapshots: 1, reason: 'line 5: it is more than 104 days after the first'},
    ],
  ];

  test.each(cases)('%s', (_what, text, fact) => {
    const records = recordsOf(text);
    expect(records.at(-1)).toMatchObject({kind: 'input_skipped', ...fact});
    expect(records.filter(({kind}) => kind === 'keyframe')).toHaveLength(1);
    expect(factsOf(records)).toHaveLength(1);
  });

  test('the time of a snapshot that is skipped belongs to the next', () => {
    const records = recordsOf(series(['1.0', good], ['2.0', 'no header\n'], ['3.0', good]));
    expect(records).toContainEqual({kind: 'sample', t: 2e9, spanNs: 2e9, lines: []});
  });

  test.each([
    ['a header and nothing else', '  CPU0\n', 'line 1: no row follows its header'],
    [
      'no header at all',
      '=== 1 uptime 2\n 5: 1 2\n',
      'line 2: the header must name the CPUs in ascending order: CPU0 CPU1',
    ],
    ['a mark and nothing else', '=== 1 uptime 2\n', 'line 1: nothing follows it'],
    ['rows of nothing', '  CPU0\n???\n', 'line 2: a row must begin with a name and a colon'],
  ])('%s is an error', (_what, text, message) => {
    expect(() => recordsOf(text)).toThrow(new InputError(message));
  });
});

test('hostile names leave nothing behind', () => {
  const nasty = `a\x1b]0;owned\x07b, \x1b[31mred\x1b[0m, \x9b2J, x\ry, \u202eevil, e\u200bth0, ${'z'.repeat(10_000)}`;
  const text = printed([0], {
    5: [[1], `  IO-APIC   5-fasteoi   ${nasty}`],
    6: [[1], `  \x1b[2J  7-edge  dev`],
    'N\x1b[mI': [[1], `  ${nasty}`],
  });
  const [{lines}] = recordsOf(text) as Keyframe[];
  expect(JSON.stringify(lines)).not.toMatch(
    /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\\u00|owned|\[31m/u,
  );
  expect(lines[0].devices).toEqual(['ab', 'red', 'x y', 'evil', 'eth0', `${'z'.repeat(199)}…`]);
  expect(lines.map(({irq}) => irq)).toEqual(['5', '6', 'NI']);
});

describe('any snapshots', () => {
  const cpus = fc.uniqueArray(fc.nat(9), {minLength: 1, maxLength: 5}).map(list => list.toSorted((a, b) => a - b));
  const count = fc.oneof(fc.nat(1000), fc.integer({min: 2 ** 32 - 1000, max: 2 ** 32 - 1}), fc.nat(2 ** 32 - 1));
  const text = fc.constantFrom('', '  IO-APIC   5-fasteoi   a, b c', '  XT-PIC  timer', '  Local timer interrupts');
  const snapshot = cpus.chain(online =>
    fc
      .dictionary(
        fc.constantFrom('0', '5', '16', '201', 'LOC', 'IPI0'),
        fc.tuple(fc.array(count, {minLength: online.length, maxLength: online.length}), text),
        {minKeys: 1},
      )
      .map(rows => ({online, rows: {...rows, ERR: [[rows === undefined ? 0 : 7]] as [number[]]}})),
  );

  test('come back with the same totals at each of them, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(snapshot, {minLength: 1, maxLength: 6}),
        fc.integer({min: 1, max: 200}),
        (list, pieceBytes) => {
          const whole = series(
            ...list.map(({online, rows}, at): [string, string] => [`${at}.5`, printed(online, rows)]),
          );
          const records = recordsOf(whole, pieceBytes);
          expect(records).toEqual(recordsOf(whole));
          const totals = new Map<string, Map<number, number>>();
          let seen = 0;
          for (const record of records) {
            if (record.kind === 'keyframe') {
              totals.clear();
              for (const {irq, perCpu} of record.lines)
                totals.set(irq, new Map(perCpu.map((n, place) => [record.cpus[place], n])));
            }
            for (const {irq, counts = []} of record.kind === 'sample' ? record.lines! : [])
              for (const [cpu, n] of counts) {
                expect(n).toBeGreaterThan(0);
                totals.get(irq)!.set(cpu, totals.get(irq)!.get(cpu)! + n);
              }
            if (record.kind !== 'sample' && !(record.kind === 'keyframe' && record.t === 0)) continue;
            const {online, rows} = list[seen++];
            expect(Object.fromEntries([...totals].map(([irq, cells]) => [irq, [...cells]]))).toEqual(
              Object.fromEntries(
                Object.entries(rows).map(([irq, [counts]]) => [irq, counts.map((n, place) => [online[place], n])]),
              ),
            );
          }
          expect(seen).toBe(list.length);
        },
      ),
    );
  });

  test('with bytes changed give records or the one error, and hang nowhere', () => {
    const bytes = Buffer.from(captureText('04-interrupts.series.txt.gz').slice(0, 12_000));
    const change = fc.record({at: fc.nat(bytes.length - 1), byte: fc.integer({min: 0, max: 255})});
    const cut = fc.record({from: fc.nat(bytes.length), length: fc.nat(3000)});
    fc.assert(
      fc.property(fc.array(change, {maxLength: 30}), fc.option(cut), (changes, gap) => {
        const mutated = Buffer.from(bytes);
        for (const {at, byte} of changes) mutated[at] = byte;
        const text = gap
          ? Buffer.concat([mutated.subarray(0, gap.from), mutated.subarray(gap.from + gap.length)])
          : mutated;
        const opened = IMPORTERS[1].open();
        try {
          const records = [...opened.feed(text), ...opened.end(null)];
          expect(JSON.stringify(records)).not.toMatch(/NaN|null,"count|Infinity/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      {numRuns: 300},
    );
  });
});
