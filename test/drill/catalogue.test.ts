import {describe, expect, test} from 'vitest';
import {baselinesOf, judge, play, scriptOf, setUp, stage} from '../../src/cli/drill-runs.ts';
import {findDrill} from '../../src/cli/drills.ts';
import {BUILT_IN_DRILLS} from '../../src/drill/catalogue.ts';
import {causeOf} from '../../src/drill/plan.ts';
import {FACTS} from '../../src/protocol/fact.ts';
import {TRUTH} from '../../src/protocol/observed.ts';
import type {Record} from '../../src/protocol/record.ts';
import {openSession} from '../../src/session/session.ts';

const SEEDS = [1, 2, 3];

/** Every field and kind that only a simulator knows, and every word that a drill hides. */
function leaks(records: readonly Record[]): string[] {
  return records.flatMap(record => {
    if (record.kind !== 'keyframe' && record.kind !== 'sample')
      return FACTS[record.kind as keyof typeof FACTS]?.visibility === 'observed' ? [] : [record.kind];
    const rows = [
      [record.lines, TRUTH.line],
      [record.domains, TRUTH.domain],
      [record.devices, TRUTH.device],
    ] as const;
    return rows.flatMap(([list = [], keys]) => list.flatMap(row => keys.filter(key => key in row)));
  });
}

describe.each(BUILT_IN_DRILLS)('%s', name => {
  test.each(SEEDS)('seed %i: its solution earns 90, its blunder 40 at most, doing nothing loses', async seed => {
    const setup = await setUp(await findDrill(name));
    const cause = causeOf(setup.drill, seed);
    const runs = baselinesOf(setup, seed);
    const solved = judge(setup, seed, runs.best, runs, 0);
    expect(solved.passed, JSON.stringify(solved.timeline)).toBe(true);
    expect(solved.score).toBeGreaterThanOrEqual(90);
    const blunder = play(setup, seed, scriptOf(setup, seed, 'blunder', cause.fault ? runs.faultNs : 0));
    expect(judge(setup, seed, blunder, runs, 0).score).toBeLessThanOrEqual(40);
    expect(judge(setup, seed, runs.idle, runs, 0).passed).toBe(!cause.fault);
  });

  test('nothing that only a simulator knows reaches a trainee', async () => {
    const setup = await setUp(await findDrill(name));
    const seen: Record[] = [];
    const tap = {wantsView: () => false, take: (records: readonly Record[]) => void seen.push(...records)};
    const schedule = [{t: 50e9, command: {command: 'restart_domain', domain: setup.names.domain[0]}} as const];
    const session = openSession(stage(setup, 1), {tap, schedule});
    session.advance(52e9);
    expect(seen.length).toBeGreaterThan(500);
    expect(leaks(seen)).toEqual([]);
    const told = JSON.stringify([session.header, session.frame(), session.view.log]);
    expect(told).not.toMatch(
      /starvedNs|inService|"(?:late|lost|raised|served|seed)":|inject|solution|hang_domain|stick_device|storm_device/,
    );
    for (const {state} of session.frame().domains) expect(state).toBeUndefined();
  });
});

test('one drill in ten has no fault at all, and there are fourteen at least, with a precedent each', async () => {
  const drills = await Promise.all(BUILT_IN_DRILLS.map(findDrill));
  expect(drills.length).toBeGreaterThanOrEqual(14);
  expect(drills.filter(({drill}) => drill.causes.some(({fault}) => !fault)).length).toBeGreaterThanOrEqual(1);
  for (const {drill} of drills) expect(drill.precedent.length).toBeGreaterThan(20);
  const levels = drills.map(({drill}) => ['easy', 'medium', 'hard'].indexOf(drill.level));
  expect(levels).toEqual(levels.toSorted());
});
