import {formatTime} from '../../protocol/time.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Drill} from '../file/document.ts';
import type {Findings} from './findings.ts';

/** How many points of how many, and why. */
export type Points = {points: number; of: number; text: string};

export type Score = {
  /** 0 to 100. */
  total: number;
  rows: Points[];
  /** Why it is less than the sum of the rows. */
  cap: string | null;
};

/** The weights: harm counts at least half, time at most a quarter. */
const OF = {harm: 55, detect: 5, contain: 5, recover: 10, diagnosis: 15, care: 10} as const;
const OF_NO_FAULT = {harm: 55, acknowledge: 15, diagnosis: 30} as const;

const CAP = 40;
const WRONG_COSTS = 5;
const FREEZE_COSTS = 5;
/** Within this time all points are given, even where the best known run is faster. */
const SOON_NS = 10 * NS_PER_S;
/** Each doubling of the best known time costs a third of the points. */
const DOUBLINGS = 3;
/** Where the best run does no harm, this much harm costs all points for it. */
const TOLERATED_NS = 5 * NS_PER_S;

/** The score of a run, with a reason for every row of points. A pure function of the findings. */
export function scoreOf(drill: Drill, found: Findings): Score {
  const rows = found.fault ? rowsWithFault(found) : rowsWithoutFault(found);
  const cost = costRows(drill, found);
  const sum = [...rows, ...cost].reduce((total, {points}) => total + points, 0);
  const cap = capOf(found);
  return {total: Math.max(0, Math.min(cap === null ? 100 : CAP, Math.round(sum))), rows: [...rows, ...cost], cap};
}

function rowsWithFault(found: Findings): Points[] {
  const {harmNs, idleHarmNs, best, detectedAfterNs, containedAfterNs, recoveredAfterNs} = found;
  return [
    {
      points: OF.harm * harmShare(found),
      of: OF.harm,
      text: `harm: innocent domains lost ${seconds(harmNs)} of service; best known run ${seconds(best.harmNs)}, doing nothing ${seconds(idleHarmNs)}`,
    },
    timeRow('detected', OF.detect, detectedAfterNs, best.detectedAfterNs, 'after the first sign'),
    timeRow('contained', OF.contain, containedAfterNs, best.containedAfterNs, 'after the fault'),
    timeRow('recovered', OF.recover, recoveredAfterNs, best.recoveredAfterNs, 'after the fault'),
    diagnosisRow(found, OF.diagnosis),
    careRow(found),
  ];
}

/**
 * 1 for no more harm than in the best known run, 0 for as much as doing nothing causes, in proportion in between. Where doing nothing
 * causes hardly any harm, harm is judged as where nothing was wrong.
 */
function harmShare({harmNs, idleHarmNs, best}: Findings): number {
  const span = Math.max(idleHarmNs - best.harmNs, TOLERATED_NS);
  return Math.min(1, Math.max(0, 1 - (harmNs - best.harmNs) / span));
}

function timeRow(what: string, of: number, ns: Ns | null, bestNs: Ns | null, from: string): Points {
  if (ns === null) return {points: 0, of, text: `${what}: never`};
  const parNs = Math.max(bestNs ?? 0, SOON_NS);
  const share = ns <= parNs ? 1 : Math.max(0, 1 - Math.log2(ns / parNs) / DOUBLINGS);
  return {points: of * share, of, text: `${what} ${seconds(ns)} ${from}; all points within ${seconds(parNs)}`};
}

function diagnosisRow({answer, rightAnswer}: Findings, of: number): Points {
  if (answer === null) return {points: 0, of, text: `diagnosis: none given; right answer: ${rightAnswer}`};
  const right = answer === rightAnswer;
  return {
    points: right ? of : 0,
    of,
    text: `diagnosis: ${answer}${right ? ', right' : `; right answer: ${rightAnswer}`}`,
  };
}

function careRow({acknowledgements, acts}: Findings): Points {
  const wrong = acknowledgements.filter(({right}) => !right).length;
  const harmful = acts.filter(({savedNs}) => savedNs !== null && savedNs < -HARMFUL_NS).length;
  const points = Math.max(0, OF.care - WRONG_COSTS * (wrong + harmful));
  const text =
    wrong + harmful === 0
      ? 'care: nothing was made worse'
      : `care: ${counted(harmful, 'act')} made things worse, ${counted(wrong, 'acknowledgement')} of the wrong thing`;
  return {points, of: OF.care, text};
}

/** Smaller differences are noise: a command changes the order of later events. */
export const HARMFUL_NS = NS_PER_S / 10;

function rowsWithoutFault(found: Findings): Points[] {
  const {harmNs, acknowledgements} = found;
  const right = acknowledgements.some(each => each.right) && acknowledgements.every(each => each.right);
  return [
    {
      points: OF_NO_FAULT.harm * Math.max(0, 1 - Math.max(0, harmNs - HARMFUL_NS) / TOLERATED_NS),
      of: OF_NO_FAULT.harm,
      text: `harm: ${seconds(harmNs)} of service lost where nothing was wrong`,
    },
    {
      points: right ? OF_NO_FAULT.acknowledge : 0,
      of: OF_NO_FAULT.acknowledge,
      text: right
        ? 'acknowledged: the caller knows that you have seen it'
        : 'acknowledged: nothing, or the wrong thing',
    },
    diagnosisRow(found, OF_NO_FAULT.diagnosis),
  ];
}

function costRows({hints}: Drill, {hintsTaken, frozen}: Findings): Points[] {
  const rows: Points[] = [];
  const cost = hints.slice(0, hintsTaken).reduce((sum, hint) => sum + hint.cost, 0);
  if (cost > 0) rows.push({points: -cost, of: 0, text: `hints: ${counted(hintsTaken, 'hint')} taken`});
  if (frozen > 1)
    rows.push({
      points: -FREEZE_COSTS * (frozen - 1),
      of: 0,
      text: `the clock was stopped ${frozen} times; the first time is free`,
    });
  return rows;
}

function capOf({won, reason, unsafe}: Findings): string | null {
  if (unsafe.length > 0) return `at most ${CAP}, because of an unsafe act: ${unsafe[0].command}: ${unsafe[0].say}`;
  return won ? null : `at most ${CAP}, because the drill was lost: ${reason}`;
}

function seconds(ns: Ns): string {
  return ns < NS_PER_S ? formatTime(ns) : `${(ns / NS_PER_S).toFixed(1)} s`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
