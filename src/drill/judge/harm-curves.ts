import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Drill} from '../file/document.ts';
import {type Evidence, endOf} from './findings.ts';
import {harmOf, type Losses, lossesOf, lossesOver, openCount} from './harm.ts';

/** What the innocent domains of one run lost. */
export type Course = {
  [domain: string]: {
    /** In all, more than in the twin, to the end of the run; of a run in which nobody acts, to the drill's limit. */
    harmNs: Ns;
    /** In each step of time from the start on, as it was, late and lost causes counted as in the score. */
    stepsNs: Ns[];
  };
};

/** Second by second: the run, the best known one, and the one in which nobody does anything. */
export type Courses = {stepNs: Ns; run: Course; best: Course; idle: Course};

/** More would be finer than what is drawn of it. */
const MAX_STEPS = 300;

/** When each innocent domain lost how much. */
export function coursesOf({limit}: Drill, guilty: ReadonlySet<string>, {run, twin, idle, best}: Evidence): Courses {
  const stepNs = Math.ceil(Math.max(limit, 1) / (MAX_STEPS * NS_PER_S)) * NS_PER_S;
  const course = (records: readonly TraceRecord[], untilNs: Ns): Course => {
    const over = lossesOver(lossesOf(records, guilty, untilNs), lossesOf(twin, guilty, untilNs));
    const steps = stepsOf(records, guilty, untilNs, stepNs);
    return Object.fromEntries(
      Object.entries(over).map(([name, loss]) => [name, {harmNs: harmOf(loss), stepsNs: steps[name]}]),
    );
  };
  return {stepNs, run: course(run, endOf(run).t), best: course(best, endOf(best).t), idle: course(idle, limit)};
}

/** A sample counts in the step in which it ends; a host that is lost loses all of the time that is left. */
function stepsOf(
  records: readonly TraceRecord[],
  guilty: ReadonlySet<string>,
  untilNs: Ns,
  stepNs: Ns,
): {[domain: string]: Ns[]} {
  const count = openCount(records[0] as Keyframe, guilty);
  const before = totalsOf(count.losses);
  const steps = Object.fromEntries(
    Object.keys(before).map(name => [name, Array<Ns>(Math.ceil(untilNs / stepNs)).fill(0)]),
  );
  for (const record of records) {
    if (record.t > untilNs) break;
    if (record.kind === 'host_lost') for (const each of Object.values(steps)) addRest(each, record.t, untilNs, stepNs);
    if (record.kind !== 'sample' || record.t === 0) continue;
    count.add(record);
    const step = Math.ceil(record.t / stepNs) - 1;
    for (const [name, totalNs] of Object.entries(totalsOf(count.losses))) {
      steps[name][step] += totalNs - before[name];
      before[name] = totalNs;
    }
  }
  return steps;
}

function totalsOf(losses: Losses): {[domain: string]: Ns} {
  return Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, harmOf(loss)]));
}

function addRest(steps: Ns[], fromNs: Ns, untilNs: Ns, stepNs: Ns): void {
  for (let step = Math.floor(fromNs / stepNs); step < steps.length; step++)
    steps[step] += Math.min(untilNs, (step + 1) * stepNs) - Math.max(fromNs, step * stepNs);
}
