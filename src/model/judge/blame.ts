import type {LineState, Ns} from '../../protocol/words.ts';
import {NS_PER_MS, NS_PER_S} from '../../protocol/words.ts';
import type {LineRow, View} from '../view/view.ts';

/** The part of a view that rules read. It is read out once, because every access to a draft goes through a proxy. */
export type BlamedView = Pick<View, 't' | 'cpus' | 'lines' | 'domains' | 'devices' | 'lost'>;

// An acknowledgement takes microseconds. A domain that has been silent for ten times the limit of late is not just about to answer.
const MUTE_AFTER_NS = 100 * NS_PER_MS;

const HELD: {readonly [state in LineState]: string} = {
  open: 'its CPU is busy',
  'in-flight': 'the line waits for an acknowledgement',
  masked: 'an operator masked the line',
  limited: 'a rate limit holds the line',
  disabled: 'the line is disabled, no domain is bound to it',
  killed: 'the line is killed, nobody cared for it',
};

/** Why a line does not deliver, or delivers too much, as a clause of a sentence about its culprits or its state. */
export function reason({lines, domains, devices}: BlamedView, irq: string, culprits: readonly string[]): string {
  const since = culprits.map(name => domains.get(name)?.silentSinceNs ?? null).filter(ns => ns !== null);
  const names = culprits.join(' and ');
  const have = culprits.length > 1 ? 'have' : 'has';
  if (since.length > 0) return `${names} ${have} not acknowledged since t=${momentOf(Math.min(...since))}`;
  const line = lines.get(irq);
  if (culprits.length === 0) return HELD[line?.state ?? 'open'];
  const asking = line?.devices.filter(
    name => devices.get(name)?.asserted && culprits.includes(devices.get(name)?.domain ?? ''),
  );
  const serve = culprits.length > 1 ? 'do' : 'does';
  return asking?.length
    ? `${asking.join(' and ')} asserts and ${names} ${serve} not serve it`
    : `${names} ${have} not answered`;
}

/** Domains bound to a line that have not answered for a while, even where their debts were cancelled. */
export function mute({t, domains}: BlamedView, line: LineRow): string[] {
  const bound = new Set([...(line.domains ?? []), ...(line.owedBy ?? [])]);
  return [...bound].filter(name => {
    const since = domains.get(name)?.silentSinceNs ?? null;
    return since !== null && t - since >= MUTE_AFTER_NS;
  });
}

/** Domains whose device asserts a line and that can not silence it: not bound, down, or silent. */
export function unserved(view: BlamedView, line: LineRow): string[] {
  const silent = mute(view, line);
  const owners = line.devices.map(name => view.devices.get(name)).filter(device => device?.asserted);
  const names = owners.map(device => device?.domain ?? null).filter(name => name !== null);
  const able = (name: string) =>
    line.domains?.includes(name) && !view.domains.get(name)?.down && !silent.includes(name);
  return [...new Set(names)].filter(name => !able(name));
}

/** A time of the run in seconds: `5.03 s`. */
export function momentOf(ns: Ns): string {
  return `${(ns / NS_PER_S).toFixed(2)} s`;
}

/** A whole number with commas between thousands, the same in every locale: `55,000`. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}
