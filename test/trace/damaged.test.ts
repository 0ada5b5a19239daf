import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Keyframe} from '../../src/protocol/record/keyframe.ts';
import {InputError} from '../../src/trace/fault.ts';
import {IMPORTERS} from '../../src/trace/import/importers.ts';
import {captureText, printed, series} from '../helpers/proc.ts';
import {factsOf, recordsOf} from './imported.ts';

// Texts of /proc/interrupts that are torn, hostile, or any at all.

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
                totals.set(irq, new Map(perCpu!.map((n, place) => [record.cpus[place], n])));
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
