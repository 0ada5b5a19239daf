import {expect, test} from 'vitest';
import {BUILT_IN_DRILLS} from '../../src/drill/catalogue.ts';
import type {Drill} from '../../src/drill/file/document.ts';
import {causeOf, drillWith} from '../../src/drill/file/injects.ts';
import {endOf, findingsOf} from '../../src/drill/judge/findings.ts';
import {brokenIn} from '../../src/drill/judge/hold-monitor.ts';
import {scoreOf} from '../../src/drill/judge/score.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {findDrill} from '../../src/stage/find-drill.ts';
import {baselinesOf, play, runScript} from '../../src/stage/runs.ts';
import {setUpDrill} from '../../src/stage/setup.ts';

/**
 * From seed 1 on so many seeds have every cause. With LONG=1 there are three at least, so that a cause comes with other figures too;
 * DRILL_SEEDS=30 plays more, where somebody wants to be surer than CI.
 */
const seedsOf = ({causes}: Drill) =>
  Math.max(process.env.LONG ? 3 : 1, causes.length, Number(process.env.DRILL_SEEDS ?? 0));
const DRILLS = await Promise.all(BUILT_IN_DRILLS.map(findDrill));
const PLAYS = DRILLS.flatMap(({drill}) =>
  Array.from({length: seedsOf(drill)}, (_, at): [string, number] => [drill.drill, at + 1]),
);

test.each(PLAYS)(
  '%s, seed %i: its solution earns 90, its blunder 40 at most, doing nothing loses',
  async (name, seed) => {
    const setup = await setUpDrill(await findDrill(name));
    const cause = causeOf(setup.drill, seed);
    const runs = baselinesOf(setup, seed);
    expect(brokenIn(setup.drill, runs.healthy)).toBe(null);
    const scored = (run: readonly TraceRecord[]) => {
      const drill = drillWith(setup.drill, cause);
      return scoreOf(drill, findingsOf(drill, cause, setup.names, {...runs, run, without: []}));
    };
    const solved = scored(runs.best);
    expect([endOf(runs.best).won, solved.cap], JSON.stringify(solved.rows)).toEqual([true, null]);
    expect(solved.total).toBeGreaterThanOrEqual(90);
    const blunder = play(setup, seed, runScript(setup, seed, 'blunder', cause.fault ? runs.faultNs : 0));
    expect(scored(blunder).total).toBeLessThanOrEqual(40);
    expect(endOf(runs.idle).won).toBe(!cause.fault);
  },
);

test('every cause is among them', () => {
  for (const {drill} of DRILLS) {
    const played = PLAYS.filter(([name]) => name === drill.drill).map(([, seed]) => causeOf(drill, seed));
    expect(drill.causes.filter(cause => !played.includes(cause))).toEqual([]);
  }
});

test('one drill in ten has no fault at all, and who knows a drill can not tell', () => {
  const seeds = Array.from({length: 20}, (_, at) => at + 1);
  const taken = DRILLS.flatMap(({drill}) => seeds.map(seed => causeOf(drill, seed).fault));
  const share = taken.filter(fault => !fault).length / taken.length;
  expect(share).toBeGreaterThan(0.07);
  expect(share).toBeLessThan(0.13);
  const always = DRILLS.filter(({drill}) => drill.causes.every(({fault}) => !fault));
  expect(always).toEqual([]);
});

test('the same symptom has another cause with another seed, and neighbours do not change together', () => {
  expect(DRILLS.filter(({drill}) => drill.causes.length > 1)).toHaveLength(DRILLS.length);
  const orders = DRILLS.map(({drill}) =>
    Array.from({length: 40}, (_, at) => drill.causes.indexOf(causeOf(drill, at + 1))).join(''),
  );
  expect(new Set(orders).size).toBe(orders.length);
});

test('every seed has a cause', () => {
  const seeds = [0, 1, 7, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
  for (const {drill} of DRILLS) for (const seed of seeds) expect(drill.causes).toContain(causeOf(drill, seed));
});

test('there are fourteen at least, from easy to hard, with a precedent each', () => {
  expect(DRILLS.length).toBeGreaterThanOrEqual(14);
  for (const {drill} of DRILLS) expect(drill.precedent.length).toBeGreaterThan(20);
  const levels = DRILLS.map(({drill}) => ['easy', 'medium', 'hard'].indexOf(drill.level));
  expect(levels).toEqual(levels.toSorted());
});
