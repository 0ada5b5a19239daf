import fc from 'fast-check';
import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import {initialView, LOG_LIMIT} from '../../src/model/view/view.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {fact, HEADER, KEYFRAME, START, sample, stream} from './machine.ts';

test('any split of the records into folds gives an equal view', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.integer({min: 0, max: 31})), (records, cuts) => {
      const whole = advance(initialView(HEADER), records);
      const ends = [...new Set([...cuts, records.length])].filter(end => end <= records.length).sort((a, b) => a - b);
      let from = 0;
      let split = initialView(HEADER);
      for (const end of ends) split = advance(split, records.slice(from, (from = end)));
      expect(split).toEqual(whole);
    }),
  );
});

test('an earlier view stays as it was', () => {
  fc.assert(
    fc.property(stream, fc.integer({min: 1, max: 30}), (records, cut) => {
      const kept = advance(initialView(HEADER), records.slice(0, cut));
      const copy = structuredClone({
        ...kept,
        cpus: kept.cpus.rows,
        lines: kept.lines.rows,
        domains: kept.domains.rows,
        devices: kept.devices.rows,
      });
      advance(kept, records.slice(cut));
      expect({
        ...kept,
        cpus: kept.cpus.rows,
        lines: kept.lines.rows,
        domains: kept.domains.rows,
        devices: kept.devices.rows,
      }).toEqual(copy);
    }),
  );
});

test('counts add up on the line, its CPUs and over all', () => {
  const view = advance(START, [
    sample(1e8, {
      lines: [
        {
          irq: '169',
          counts: [
            [0, 4],
            [2, 1],
          ],
        },
        {
          irq: 'LOC',
          counts: [
            [0, 10],
            [2, 10],
          ],
        },
      ],
    }),
    sample(2e8, {lines: [{irq: '193', counts: [[2, 7]]}]}),
  ]);
  // 20 and 2 before, 4 and 1 more; the counter LOC does not belong to the CPUs' interrupts.
  expect(view.lines.get('169')).toMatchObject({perCpu: new Float64Array([24, 3]), total: 27, taken: 5});
  expect(view.lines.get('193')).toMatchObject({perCpu: new Float64Array([3, 7]), total: 10, taken: 7});
  expect(view.lines.get('LOC')).toMatchObject({perCpu: new Float64Array([110, 210]), total: 320, taken: 20});
  expect(view.cpus.rows.map(({cpu, total, taken}) => [cpu, total, taken])).toEqual([
    [0, 27, 4],
    [2, 10, 8],
  ]);
  expect(view.sampledNs).toBe(2e8);
});

test('a row that a sample does not tell of keeps its identity', () => {
  const before = advance(START, [
    sample(1e8, {lines: [{irq: '193', counts: [[0, 1]]}], domains: [{name: 'usb', acked: 1}]}),
  ]);
  const after = advance(before, [
    sample(2e8, {lines: [{irq: '169', counts: [[0, 1]]}], domains: [{name: 'disk', acked: 1}]}),
  ]);
  expect(after.lines.get('193')).toBe(before.lines.get('193'));
  expect(after.lines.get('169')).not.toBe(before.lines.get('169'));
  expect(after.domains.get('usb')).toBe(before.domains.get('usb'));
  expect(after.domains.get('disk')).not.toBe(before.domains.get('disk'));
  expect(after.devices).toBe(before.devices);
  expect(after.cpus.get(2)).toBe(before.cpus.get(2));
  expect(after.log).toBe(before.log);
});

test('nothing to fold is the same view, and a look at a later time changes only that', () => {
  expect(advance(START, [])).toBe(START);
  const later = advance(START, [], 5e8);
  expect(later).toEqual({...START, t: 5e8});
});

test('a fact that changes nothing, at the very time of the view, is logged', () => {
  const told = fact(0, {kind: 'marker_added', text: 'begin'});
  expect(advance(START, [told])).toEqual({...START, log: [{t: 0, kind: 'fact', fact: told}]});
});

test('steps and unknown kinds change nothing', () => {
  const records = [
    {kind: 'step', t: 1, line: '169', what: 'asserted'},
    {kind: 'constructor', t: 2},
  ] as unknown as TraceRecord[];
  expect(advance(START, records)).toEqual({...START, t: 2});
});

test('the log holds the last thousand facts', () => {
  const marks = Array.from({length: LOG_LIMIT + 5}, (_, i) => fact(i, {kind: 'marker_added', text: `${i}`}));
  const {log} = advance(START, marks);
  expect(log.length).toBe(LOG_LIMIT);
  expect(log[0]).toEqual({t: 5, kind: 'fact', fact: {t: 5, kind: 'marker_added', text: '5'}});
  expect(log.at(-1)?.t).toBe(LOG_LIMIT + 4);
});

test('what belongs to the source is neither frozen nor kept to be changed', () => {
  const header = {...HEADER};
  const keyframe = structuredClone(KEYFRAME);
  const view = advance(initialView(header), [keyframe]);
  header.seed = 99;
  keyframe.lines[0].perCpu![0] = 1e6;
  expect(view.header.seed).toBe(7);
  expect(view.lines.get('169')?.perCpu?.[0]).toBe(20);
});

test('a gauge left out is as the sample before told it, whatever facts said in between', () => {
  // In flight at the sample, unmasked by an operator, and in flight again before the next one: to the source nothing changed.
  const held = advance(START, [
    sample(1e8, {lines: [{irq: '169', state: 'in-flight', stateSinceNs: 9e7, owedBy: ['net']}]}),
  ]);
  const unmasked = advance(held, [fact(1.5e8, {kind: 'line_unmasked', line: '169'})]);
  expect(unmasked.lines.get('169')).toMatchObject({state: 'open', owedBy: [], heldSinceNs: null});
  const again = advance(unmasked, [sample(2e8, {lines: [{irq: '169', stateSinceNs: 1.6e8, owedBy: ['net']}]})]);
  expect(again.lines.get('169')).toMatchObject({
    state: 'in-flight',
    stateSinceNs: 1.6e8,
    heldSinceNs: 1.6e8,
    owedBy: ['net'],
  });
});

test('several facts between two samples leave what the first of these told', () => {
  const held = advance(START, [sample(1e8, {lines: [{irq: '169', state: 'in-flight', stateSinceNs: 9e7}]})]);
  const view = advance(held, [
    fact(1.2e8, {kind: 'line_masked', line: '169'}),
    fact(1.5e8, {kind: 'line_unmasked', line: '169'}),
    sample(2e8, {lines: [{irq: '169', stateSinceNs: 1.6e8}]}),
  ]);
  expect(view.lines.get('169')?.state).toBe('in-flight');
});

test('a line is held as long as nothing released it, through all reasons for that', () => {
  const whole = (reason: string) => ({heldNs: {[reason]: 1e8}});
  const held = (rows: object[]) =>
    advance(
      START,
      rows.map((row, i) => sample((i + 1) * 1e8, {lines: [{irq: '169', ...row}]})),
    ).lines.get('169')?.heldSinceNs;
  const first = {state: 'in-flight', stateSinceNs: 5e7, heldNs: {'in-flight': 5e7}};
  const masked = {state: 'masked', stateSinceNs: 1.5e8, ...whole('masked')};
  expect(held([first])).toBe(5e7);
  expect(held([first, masked])).toBe(5e7);
  // In flight again within a microsecond of each release, so that the held time fills the sample all the same.
  expect(held([first, {...whole('in-flight'), released: {forced: 99}, stateSinceNs: 1.99e8}])).toBe(1.99e8);
  expect(held([first, {...masked, heldNs: {masked: 4e7}}])).toBe(1.5e8);
  expect(held([first, masked, {state: 'open', stateSinceNs: 2.5e8}])).toBeNull();
});

test('a state that no sample ever told stays as a fact left it', () => {
  const unknown = {...KEYFRAME, lines: KEYFRAME.lines.map(line => ({...line, state: null, owedBy: null}))};
  const view = advance(initialView(HEADER), [unknown, fact(5, {kind: 'line_killed', line: '169'}), sample(1e8)]);
  expect(view.lines.get('169')).toMatchObject({state: 'killed', stateSinceNs: 5});
});
