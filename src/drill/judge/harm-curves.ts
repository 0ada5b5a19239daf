import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Drill} from '../file/document.ts';
import {type Evidence, endOf} from './findings.ts';
import {harmOf, type Losses, lossesOf, lossesOver, openCount} from './harm.ts';

/** How much harm the innocent domains of one run suffered, and when. */
export type HarmCurve = {
  [domain: string]: {
    /** The total up to the end of the run, or to the drill's limit where nobody acts; less what the healthy run lost too. */
    harmNs: Ns;
    /** In each step of time from the start on, with late and lost causes counted as in the score; nothing is subtracted. */
    stepsNs: Ns[];
  };
};

/** The curves of the run, of the best known run, and of the run in which nobody acts. */
export type HarmCurves = {stepNs: Ns; run: HarmCurve; best: HarmCurve; idle: HarmCurve};

/** A chart can not show more. */
const MAX_STEPS = 300;

/** How much each innocent domain lost, and when. `guilty`: the domains that the cause breaks. */
export function harmCurvesOf(
  {limit}: Drill,
  guilty: ReadonlySet<string>,
  {run, healthy, idle, best}: Evidence,
): HarmCurves {
  const stepNs = Math.ceil(Math.max(limit, 1) / (MAX_STEPS * NS_PER_S)) * NS_PER_S;
  const curve = (records: readonly TraceRecord[], untilNs: Ns): HarmCurve => {
    const over = lossesOver(lossesOf(records, guilty, untilNs), lossesOf(healthy, guilty, untilNs));
    const steps = stepsOf(records, guilty, untilNs, stepNs);
    return Object.fromEntries(
      Object.entries(over).map(([name, loss]) => [name, {harmNs: harmOf(loss), stepsNs: steps[name]}]),
    );
  };
  return {stepNs, run: curve(run, endOf(run).t), best: curve(best, endOf(best).t), idle: curve(idle, limit)};
}

/** A sample counts in the step in which it ends. A lost host loses all of the time that is left. */
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
