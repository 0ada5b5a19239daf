import fc from 'fast-check';
import {expect, test} from 'vitest';
import {keptFromNs, moveRingTo, noteStep} from '../../../src/machine/counted/steps.ts';
import {STEP} from '../../../src/machine/memory/codes.ts';
import type {Machine} from '../../../src/machine/memory/state.ts';
import {stepRing} from '../../../src/machine/memory/step-ring.ts';

// A ring for sixteen steps, in which time goes on, back, and on over what was not noted; beside it a list that forgets nothing.

type Move = {on: number; steps: number} | {back: number} | {over: number};

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {weight: 4, arbitrary: fc.record({on: fc.integer({min: 0, max: 5}), steps: fc.integer({min: 0, max: 9})})},
    {weight: 1, arbitrary: fc.record({back: fc.integer({min: 0, max: 30})})},
    {weight: 1, arbitrary: fc.record({over: fc.integer({min: 1, max: 20})})},
  ),
  {maxLength: 40},
);

/** A line's record begins beyond 0. */
const LINE = 3;

test('from when on all steps are kept is never told too early, and what is kept from then on is all', () => {
  fc.assert(
    fc.property(moves, all => {
      const ring = stepRing(4);
      const clock = [0];
      const machine = {steps: ring, clock} as unknown as Machine;
      let happened: number[] = [];
      let sinceNs = 0;
      for (const move of all) {
        const leftNs = clock[0];
        if ('on' in move) {
          clock[0] += move.on;
          for (let n = 0; n < move.steps; n++) noteStep(machine, STEP.asserted, LINE, 1);
          for (let n = 0; n < move.steps; n++) happened.push(clock[0]);
        } else {
          clock[0] = 'back' in move ? Math.max(leftNs - move.back, 0) : leftNs + move.over;
          moveRingTo(ring, clock[0], leftNs);
          happened = 'back' in move ? happened.filter(t => t <= clock[0]) : [];
          // Nobody noted what lies between, nor what came before a moment that was entered from later on.
          if (clock[0] > leftNs || clock[0] < sinceNs) sinceNs = clock[0];
        }
        const fromNs = keptFromNs(ring);
        expect(fromNs).toBeGreaterThanOrEqual(sinceNs);
        const kept: number[] = [];
        for (let at = 0; at < ring.size; at += 2) if (ring.cells[at + 1] !== 0) kept.push(ring.cells[at]);
        const from = (times: number[]) => times.filter(t => t >= fromNs).toSorted((one, other) => one - other);
        expect(from(kept)).toEqual(from(happened));
      }
    }),
  );
});

test('a ring that is not full keeps all from its beginning, one that is full all but the time of its oldest', () => {
  const ring = stepRing(2);
  const clock = [10];
  const machine = {steps: ring, clock} as unknown as Machine;
  for (; clock[0] < 13; clock[0]++) noteStep(machine, STEP.asserted, LINE, 1);
  expect(keptFromNs(ring)).toBe(0);
  // Four cells: of 10, 11, 12, 13; then 14 takes the place of 10. Another one of 11 might have been there before.
  for (; clock[0] < 15; clock[0]++) noteStep(machine, STEP.asserted, LINE, 1);
  expect(keptFromNs(ring)).toBe(12);
});
