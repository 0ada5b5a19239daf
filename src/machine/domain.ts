import type {Fact} from '../protocol/fact.ts';
import type {DomainState, Hang, Ns} from '../protocol/words.ts';
import {RELEASED_UNBOUND, tell} from './accounts.ts';
import {stopVcpu} from './cpu.ts';
import {awaitedProbe, beginReset, probe} from './device.ts';
import {abandon, dropEvent, finishHypercall, wake} from './guest.ts';
import {clearDebt, findKilled, release} from './hold.ts';
import {fire} from './line.ts';
import {domainName, lineName} from './names.ts';
import {CRASH_REACTION_NS, DESTROY_NS} from './policy.ts';
import {BIND, DEVICE, DOMAIN, LINE} from './records.ts';
import {blame, reckon, reckonDomain} from './starvation.ts';
import type {Machine} from './state.ts';

// The life of a domain. Restart = destroy, boot, bind, probe. A crash only stops it: it stays bound and keeps its debts until the
// toolstack, a little later, acts as the policy says. When a destroyed domain's debts are given up, and whether its devices are
// reset before or after that, is the policy's matter, and the point of the whole argument.

export const DOMAIN_STATES: readonly DomainState[] = [
  'running',
  'slow',
  'hung',
  'crashed',
  'paused',
  'restarting',
  'dead',
];
export const RUNNING = 0;
export const SLOW = 1;
export const HUNG = 2;
export const CRASHED = 3;
export const PAUSED = 4;
export const RESTARTING = 5;
export const DEAD = 6;

// What the timer of a domain stands for.
const TASK_NONE = 0;
export const TASK_WAIT = 1;
const TASK_REACT = 2;
const TASK_RESET = 3;
const TASK_DESTROYED = 4;
const TASK_BOOTED = 5;

/** Its vCPU runs. */
export function canRun(m: Machine, domain: number): boolean {
  const {ints} = m;
  const state = ints[domain + DOMAIN.state];
  return state === RUNNING || state === SLOW || (state === HUNG && ints[domain + DOMAIN.deaf] === 1);
}

/** It runs and does its work, if slowly. */
export function isHealthy(m: Machine, domain: number): boolean {
  const {ints} = m;
  return ints[domain + DOMAIN.state] <= SLOW;
}

/** It exists: destroying it makes sense. */
export function isAlive(m: Machine, domain: number): boolean {
  const {ints} = m;
  return ints[domain + DOMAIN.state] < RESTARTING;
}

/** Starts the domain's one timer; a task that it already stood for is dropped. */
export function runTask(m: Machine, domain: number, task: number, ns: Ns): void {
  const {ints} = m;
  const slot = ints[domain + DOMAIN.slot];
  m.queue.cancel(slot);
  ints[domain + DOMAIN.task] = task;
  m.queue.scheduleAt(m.clock[0] + ns, slot);
}

/** The domain's timer: the next thing in its life. */
export function taskDone(m: Machine, domain: number): void {
  const {ints} = m;
  const task = ints[domain + DOMAIN.task];
  ints[domain + DOMAIN.task] = TASK_NONE;
  if (task === TASK_WAIT) wake(m, domain);
  else if (task === TASK_REACT) destroy(m, domain, m.policy.onCrash === 'restart');
  else if (task === TASK_RESET) resetDevices(m, domain);
  else if (task === TASK_DESTROYED) destroyed(m, domain);
  else if (task === TASK_BOOTED) booted(m, domain);
}

export function hang(m: Machine, domain: number, how: Hang): void {
  const {ints} = m;
  ints[domain + DOMAIN.deaf] = how === 'deaf' ? 1 : 0;
  if (how === 'stuck') stop(m, domain);
  setState(m, domain, HUNG);
  note(m, {kind: 'domain_hung', domain: domainName(m, domain), hang: how});
}

export function slow(m: Machine, domain: number, extraNs: Ns): void {
  const {times} = m;
  times[(domain >> 1) + DOMAIN.extraNs] = extraNs;
  setState(m, domain, extraNs > 0 ? SLOW : RUNNING);
  note(m, {kind: 'domain_slowed', domain: domainName(m, domain), extraNs});
}

export function crash(m: Machine, domain: number): void {
  stop(m, domain);
  setState(m, domain, CRASHED);
  note(m, {kind: 'domain_crashed', domain: domainName(m, domain)});
  if (m.policy.onCrash !== 'preserve') runTask(m, domain, TASK_REACT, CRASH_REACTION_NS);
}

/** The vCPU stands still where it is, and goes on there when resumed. */
export function pause(m: Machine, domain: number): void {
  stopVcpu(m, domain);
  finishHypercall(m, domain);
  setState(m, domain, PAUSED);
  note(m, {kind: 'domain_paused', domain: domainName(m, domain)});
}

export function resume(m: Machine, domain: number): void {
  const {times} = m;
  setState(m, domain, times[(domain >> 1) + DOMAIN.extraNs] > 0 ? SLOW : RUNNING);
  note(m, {kind: 'domain_resumed', domain: domainName(m, domain)});
  for (const device of m.plan.devicesOf.get(domain)!) awaitedProbe(m, device);
  wake(m, domain);
}

/** Destroys a domain, and boots it anew afterwards if asked to. */
export function destroy(m: Machine, domain: number, restart: boolean): void {
  const {ints, policy} = m;
  stop(m, domain);
  setState(m, domain, restart ? RESTARTING : DEAD);
  ints[domain + DOMAIN.restart] = restart ? 1 : 0;
  if (policy.unbind === 'first') unbind(m, domain);
  if (policy.resetOnDestroyNs === null) runTask(m, domain, TASK_DESTROYED, DESTROY_NS);
  else runTask(m, domain, TASK_RESET, policy.resetOnDestroyNs);
}

/** Builds a domain that is not there, and boots it. */
export function boot(m: Machine, domain: number): void {
  const {ints} = m;
  setState(m, domain, RESTARTING);
  ints[domain + DOMAIN.restarts]++;
  note(m, {kind: 'domain_booting', domain: domainName(m, domain)});
  runTask(m, domain, TASK_BOOTED, m.spec.domains[ints[domain + DOMAIN.index]].bootNs);
}

/** Binds a domain to one of its lines, behind those that are bound already. */
export function bind(m: Machine, b: number): void {
  const {ints, times} = m;
  const line = ints[b + BIND.line];
  ints[b + BIND.bound] = 1;
  ints[b + BIND.counted] = 0;
  ints[b + BIND.unhandled] = 0;
  times[(b >> 1) + BIND.lastUnhandled] = -1;
  ints[b + BIND.next] = -1;
  if (ints[line + LINE.bindTail] < 0) ints[line + LINE.bindHead] = b;
  else ints[ints[line + LINE.bindTail] + BIND.next] = b;
  ints[line + LINE.bindTail] = b;
  ints[line + LINE.bound]++;
  ints[line + LINE.bindsChanged] = 1;
}

function destroyed(m: Machine, domain: number): void {
  const {ints} = m;
  if (m.policy.unbind === 'last') unbind(m, domain);
  note(m, {kind: 'domain_destroyed', domain: domainName(m, domain)});
  if (ints[domain + DOMAIN.restart]) boot(m, domain);
}

/** The toolstack resets what can be reset, after the lines were released. */
function resetDevices(m: Machine, domain: number): void {
  const {ints} = m;
  for (const device of m.plan.devicesOf.get(domain)!) {
    const [best] = m.spec.devices[ints[device + DEVICE.index]].resets;
    if (best !== undefined && ints[device + DEVICE.resetting] === 0) beginReset(m, device, best);
  }
  runTask(m, domain, TASK_DESTROYED, DESTROY_NS - m.policy.resetOnDestroyNs!);
}

/** Drivers initialise their devices before they enable the lines. */
function booted(m: Machine, domain: number): void {
  const {ints, times, plan} = m;
  times[(domain >> 1) + DOMAIN.extraNs] = 0;
  ints[domain + DOMAIN.deaf] = 0;
  setState(m, domain, RUNNING);
  for (const device of plan.devicesOf.get(domain)!) probe(m, device);
  const binds = plan.bindsOf.get(domain)!;
  for (const b of binds) {
    bind(m, b);
    enable(m, ints[b + BIND.line]);
  }
  const lines = binds.map(b => lineName(m, ints[b + BIND.line]));
  note(m, {kind: 'domain_ready', domain: domainName(m, domain), lines});
}

/** The domain is told no more; its debts are given up, and a line that waited for nobody else is released. */
function unbind(m: Machine, domain: number): void {
  const {ints, plan} = m;
  const names: string[] = [];
  for (const b of plan.bindsOf.get(domain)!) {
    if (!ints[b + BIND.bound]) continue;
    const line = ints[b + BIND.line];
    names.push(lineName(m, line));
    const owed = ints[b + BIND.debt] === 1;
    if (owed) {
      blame(m, b);
      clearDebt(m, b);
    }
    unlink(m, b, line);
    dropEvent(m, b);
    reckon(m, b);
    if (ints[line + LINE.bound] === 0 && ints[line + LINE.ownDevices] < 0) disable(m, line);
    if (!owed) continue;
    if (ints[line + LINE.debts] > 0) findKilled(m, line);
    else if (ints[line + LINE.held] && !ints[line + LINE.inService])
      release(m, line, RELEASED_UNBOUND, ints[line + LINE.cpu]);
  }
  note(m, {kind: 'domain_unbound', domain: domainName(m, domain), lines: names});
}

function unlink(m: Machine, b: number, line: number): void {
  const {ints} = m;
  let before = -1;
  for (let at = ints[line + LINE.bindHead]; at !== b; at = ints[at + BIND.next]) before = at;
  if (before < 0) ints[line + LINE.bindHead] = ints[b + BIND.next];
  else ints[before + BIND.next] = ints[b + BIND.next];
  if (ints[line + LINE.bindTail] === b) ints[line + LINE.bindTail] = before;
  ints[b + BIND.bound] = 0;
  ints[line + LINE.gaveUp] -= ints[b + BIND.givenUp];
  ints[b + BIND.givenUp] = 0;
  ints[line + LINE.bound]--;
  ints[line + LINE.bindsChanged] = 1;
}

/** The last sharer is gone: shut down before it is released, against a storm that nobody would answer. */
function disable(m: Machine, line: number): void {
  const {ints} = m;
  ints[line + LINE.disabled] = 1;
  m.facts.push({t: m.clock[0], kind: 'line_disabled', line: lineName(m, line)});
  tell(m, line);
}

function enable(m: Machine, line: number): void {
  const {ints} = m;
  if (!ints[line + LINE.disabled]) return;
  ints[line + LINE.disabled] = 0;
  m.facts.push({t: m.clock[0], kind: 'line_enabled', line: lineName(m, line)});
  tell(m, line);
  fire(m, line);
}

/** The vCPU runs no more, and what it was at is left undone. */
function stop(m: Machine, domain: number): void {
  const {ints} = m;
  stopVcpu(m, domain);
  m.queue.cancel(ints[domain + DOMAIN.slot]);
  ints[domain + DOMAIN.task] = TASK_NONE;
  for (const device of m.plan.devicesOf.get(domain)!) ints[device + DEVICE.probeLater] = 0;
  finishHypercall(m, domain);
  abandon(m, domain);
}

function setState(m: Machine, domain: number, state: number): void {
  const {ints} = m;
  ints[domain + DOMAIN.state] = state;
  reckonDomain(m, domain);
}

type Untimed<F> = F extends Fact ? Omit<F, 't'> : never;

function note(m: Machine, fact: Untimed<Fact>): void {
  m.facts.push({t: m.clock[0], ...fact} as Fact);
}
