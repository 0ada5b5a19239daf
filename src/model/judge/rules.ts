import type {AlertKind} from '../../protocol/frame/frame.ts';
import {NS_PER_MS, NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {LineRow} from '../view/view.ts';
import {type BlamedView, grouped, momentOf, mute, reason, unserved} from './blame.ts';

/** The condition of an alert, while it holds. One about a CPU may also have a line: the one that costs the CPU most. */
export type AlertCondition = {
  kind: AlertKind;
  cpu?: number;
  line?: string;
  domain?: string;
  culprits: readonly string[];
  sinceNs: Ns;
  text: () => string;
};

const SOON_NS = 500 * NS_PER_MS;
const LIVELOCKED_AFTER_NS = NS_PER_S;
const USUAL_AFTER = 20;
const STOPPED_GAPS = 20;

/** Every condition that holds at the end of a sample. */
export function conditions(view: BlamedView): AlertCondition[] {
  const {t, cpus, lines, domains, devices, lost} = view;
  const known = {t, cpus, lines, domains, devices, lost};
  return RULES.flatMap(rule => rule(known));
}

/** From the watchdog's fact on the host stays lost. */
export function hostLost({lost}: BlamedView): AlertCondition[] {
  if (!lost) return [];
  const text = `the host is lost: CPU${lost.cpu} ran nothing but the interrupt path until the watchdog declared it lost`;
  return [{kind: 'host-lost', culprits: [], sinceNs: lost.t, text: () => `${text} at ${momentOf(lost.t)}`}];
}

const RULES: readonly ((view: BlamedView) => AlertCondition[])[] = [
  starvation,
  refiring,
  storm,
  livelock,
  hostLost,
  stopped,
];

function starvation(view: BlamedView): AlertCondition[] {
  return view.domains.rows.flatMap(({name, tracking: {starving}}) => {
    const long = starving.filter(({through, sinceNs}) => through && view.t - sinceNs >= SOON_NS);
    return long.map(({line, by, sinceNs}) => {
      const text = () => `${name} starves on line ${line}: ${reason(view, line, by)}`;
      return {kind: 'starvation' as const, line, domain: name, culprits: by, sinceNs, text};
    });
  });
}

function refiring(view: BlamedView): AlertCondition[] {
  return matching(view, ({tracking: {refiring: run}}) => run !== null && view.t - run.sinceNs >= SOON_NS).map(row => {
    const {sinceNs, perS} = row.tracking.refiring!;
    const culprits = mute(view, row);
    const text = () =>
      `line ${row.irq} re-fires: released by force ${grouped(perS)} times per second, ${reason(view, row.irq, culprits)}`;
    return {kind: 're-firing', line: row.irq, culprits, sinceNs, text};
  });
}

function storm(view: BlamedView): AlertCondition[] {
  return matching(view, ({tracking: {storm: run}}) => run !== null && view.t - run.sinceNs >= SOON_NS).map(row => {
    const {sinceNs, perS, cpuShare} = row.tracking.storm!;
    const culprits = unserved(view, row);
    const cost = cpuShare > 0 ? ` take ${Math.round(cpuShare * 100)} % of a CPU` : '';
    const blamed = () => (culprits.length > 0 ? `, ${reason(view, row.irq, culprits)}` : '');
    const text = () => `line ${row.irq} storms: ${grouped(perS)} interrupts per second${cost}${blamed()}`;
    return {kind: 'storm', line: row.irq, culprits, sinceNs, text};
  });
}

function livelock(view: BlamedView): AlertCondition[] {
  return view.cpus.rows
    .filter(({jammedSinceNs: since}) => since !== null && view.t - since >= LIVELOCKED_AFTER_NS)
    .map(({cpu, jammedSinceNs}) => {
      const line = worst(view)?.irq;
      const most = line === undefined ? '' : `, most of it for line ${line}`;
      const text = () => `CPU${cpu} has done nothing but the interrupt path since t=${momentOf(jammedSinceNs!)}${most}`;
      return {kind: 'livelock', cpu, line, culprits: [], sinceNs: jammedSinceNs!, text};
    });
}

function stopped(view: BlamedView): AlertCondition[] {
  return matching(view, row => (row.taken ?? 0) >= USUAL_AFTER && view.t - row.tracking.firedNs >= patience(row)).map(
    row => {
      const {firedNs} = row.tracking;
      const culprits = mute(view, row);
      const why = () => (culprits.length > 0 || heldOff(row) ? `: ${reason(view, row.irq, culprits)}` : '');
      const text = () => `line ${row.irq} used to fire and has not since t=${momentOf(firedNs)}${why()}`;
      return {kind: 'stopped', line: row.irq, culprits, sinceNs: firedNs, text};
    },
  );
}

function matching(view: BlamedView, holds: (row: LineRow) => boolean): LineRow[] {
  return view.lines.rows.filter(row => !row.counter && holds(row));
}

function worst(view: BlamedView): LineRow | undefined {
  const cost = (row: LineRow) => row.tracking.storm?.cpuShare ?? 0;
  const storming = view.lines.rows.filter(row => cost(row) > 0);
  return storming.toSorted((one, other) => cost(other) - cost(one))[0];
}

/** Twenty usual gaps, and at least a second. */
function patience({tracking: {usualPerS}}: LineRow): Ns {
  return Math.max(NS_PER_S, (STOPPED_GAPS * NS_PER_S) / usualPerS);
}

function heldOff({state}: LineRow): boolean {
  return state !== null && state !== 'open' && state !== 'in-flight';
}
