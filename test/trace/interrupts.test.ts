import {describe, expect, test} from 'vitest';
import type {Keyframe} from '../../src/protocol/record/keyframe.ts';
import {IMPORTERS, importerFor, unknownFormat} from '../../src/trace/import/importers.ts';
import {captureText, printed, series} from '../helpers/proc.ts';
import {countsOf, factsOf, kindsOf, recordsOf, seriesOf} from './imported.ts';

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
