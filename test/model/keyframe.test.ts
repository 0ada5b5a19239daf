import fc from 'fast-check';
import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import {keyframe} from '../../src/model/fold/keyframe.ts';
import {initialView} from '../../src/model/view/view.ts';
import {COUNTS_ONLY, HEADER, KEYFRAME, START, sample, stream} from './machine.ts';

test('the keyframe of a view, folded anew, gives the same wiring, totals and states', () => {
  fc.assert(
    fc.property(stream, records => {
      const played = advance(initialView(HEADER), records);
      const made = keyframe(played);
      const entered = advance(initialView(HEADER), [made]);
      expect(keyframe(entered)).toEqual(made);
      expect(entered.cpus.rows.map(({cpu, total}) => [cpu, total])).toEqual(
        played.cpus.rows.map(({cpu}, place) => [
          cpu,
          played.lines.rows.reduce((sum, line) => (line.counter ? sum : sum + line.perCpu![place]), 0),
        ]),
      );
      for (const row of played.lines.rows)
        expect(entered.lines.get(row.irq)).toMatchObject({
          total: row.total,
          perCpu: row.perCpu,
          state: row.state,
          owedBy: row.owedBy,
          domains: row.domains,
          devices: row.devices,
        });
      expect(entered.sourceTrouble).toEqual(played.sourceTrouble);
      for (const {name, state, down, restarts, silentSinceNs} of played.domains.rows)
        expect(entered.domains.get(name)).toMatchObject({state, down, restarts, silentSinceNs});
      for (const {name, asserted, power, raised, lost} of played.devices.rows)
        expect(entered.devices.get(name)).toMatchObject({asserted, power, raised, lost});
    }),
  );
});

test.each([
  ['of a simulation', KEYFRAME],
  ['of a file of counts', COUNTS_ONLY],
])('a keyframe %s comes back as it was', (_, first) => {
  const made = keyframe(advance(initialView(HEADER), [first]));
  const devices = first.devices.map(device => ({...device, raised: 0, served: 0, late: 0, lost: 0}));
  expect(made).toEqual({...first, devices});
});

test('a keyframe in the middle of a stream changes nothing that was right', () => {
  fc.assert(
    fc.property(stream, records => {
      // With a sample at the end, so that no fact waits for one.
      const {cpus, ...view} = advance(initialView(HEADER), [...records, sample(1e12)]);
      const {cpus: again, ...entered} = advance({...view, cpus}, [keyframe({...view, cpus})]);
      expect(entered.lines.rows).toEqual(view.lines.rows);
      expect(entered.devices.rows).toEqual(view.devices.rows);
      expect(entered.alerts).toEqual(view.alerts);
      expect(again.rows).toEqual(cpus.rows);
    }),
  );
});

test('a CPU that goes takes its column along, and a line that comes begins with its own total', () => {
  const before = advance(START, [
    sample(1e8, {
      lines: [
        {
          irq: '169',
          counts: [
            [0, 4],
            [2, 1],
          ],
        },
      ],
    }),
  ]);
  const lines = [
    {...KEYFRAME.lines[0], perCpu: [24]},
    {...KEYFRAME.lines[1], irq: '201', perCpu: [50]},
  ];
  const after = advance(before, [{...KEYFRAME, t: 1e8, cpus: [0], lines}]);
  expect(after.cpus.rows.map(row => row.cpu)).toEqual([0]);
  // 5 were counted on 169 by samples; nothing of the 50 on the new line was.
  expect(after.lines.rows.map(({irq, total, taken}) => [irq, total, taken])).toEqual([
    ['169', 24, 5],
    ['201', 50, 0],
  ]);
});
