import type {Fact} from '../protocol/fact.ts';
import type {DomainState, Hang, Ns} from '../protocol/words.ts';
import {RELEASED_UNBOUND, tell} from './accounts.ts';
import {stopVcpu} from './cpu.ts';
import {beginReset, probe} from './device.ts';
import {abandon, dropEvent, waitDone, wake} from './guest.ts';
import {clearDebt, release} from './hold.ts';
import {fire} from './line.ts';
import {DOMAIN_TIMER} from './plan.ts';
import {CRASH_REACTION_NS, DESTROY_NS} from './policy.ts';
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
  const state = m.doms.state[domain];
  return state === RUNNING || state === SLOW || (state === HUNG && m.doms.deaf[domain] === 1);
}

/** It runs and does its work, if slowly. */
export function isHealthy(m: Machine, domain: number): boolean {
  return m.doms.state[domain] <= SLOW;
}

/** It exists: destroying it makes sense. */
export function isAlive(m: Machine, domain: number): boolean {
  return m.doms.state[domain] < RESTARTING;
}

/** Starts the domain's one timer; a task that it already stood for is dropped. */
export function runTask(m: Machine, domain: number, task: number, ns: Ns): void {
  const slot = m.plan.slotBase[DOMAIN_TIMER] + domain;
  m.queue.cancel(slot);
  m.doms.task[domain] = task;
  m.queue.scheduleAt(m.queue.now() + ns, slot);
}

/** The domain's timer: the next thing in its life. */
export function taskDone(m: Machine, domain: number): void {
  const task = m.doms.task[domain];
  m.doms.task[domain] = TASK_NONE;
  if (task === TASK_WAIT) waitDone(m, domain);
  else if (task === TASK_REACT) destroy(m, domain, m.policy.onCrash === 'restart');
  else if (task === TASK_RESET) resetDevices(m, domain);
  else if (task === TASK_DESTROYED) destroyed(m, domain);
  else if (task === TASK_BOOTED) booted(m, domain);
}

export function hang(m: Machine, domain: number, how: Hang): void {
  m.doms.deaf[domain] = how === 'deaf' ? 1 : 0;
  if (how === 'stuck') stop(m, domain);
  setState(m, domain, HUNG);
  note(m, {kind: 'domain_hung', domain: nameOf(m, domain), hang: how});
}

export function slow(m: Machine, domain: number, extraNs: Ns): void {
  m.doms.extraNs[domain] = extraNs;
  setState(m, domain, extraNs > 0 ? SLOW : RUNNING);
  note(m, {kind: 'domain_slowed', domain: nameOf(m, domain), extraNs});
}

export function crash(m: Machine, domain: number): void {
  stop(m, domain);
  setState(m, domain, CRASHED);
  note(m, {kind: 'domain_crashed', domain: nameOf(m, domain)});
  if (m.policy.onCrash !== 'preserve') runTask(m, domain, TASK_REACT, CRASH_REACTION_NS);
}

/** The vCPU stands still where it is, and goes on there when resumed. */
export function pause(m: Machine, domain: number): void {
  stopVcpu(m, domain);
  setState(m, domain, PAUSED);
  note(m, {kind: 'domain_paused', domain: nameOf(m, domain)});
}

export function resume(m: Machine, domain: number): void {
  setState(m, domain, m.doms.extraNs[domain] > 0 ? SLOW : RUNNING);
  note(m, {kind: 'domain_resumed', domain: nameOf(m, domain)});
  wake(m, domain);
}

/** Destroys a domain, and boots it anew afterwards if asked to. */
export function destroy(m: Machine, domain: number, restart: boolean): void {
  const {doms, policy} = m;
  stop(m, domain);
  setState(m, domain, restart ? RESTARTING : DEAD);
  doms.restart[domain] = restart ? 1 : 0;
  if (policy.unbind === 'first') unbind(m, domain);
  if (policy.resetOnDestroyNs === null) runTask(m, domain, TASK_DESTROYED, DESTROY_NS);
  else runTask(m, domain, TASK_RESET, policy.resetOnDestroyNs);
}

/** Builds a domain that is not there, and boots it. */
export function boot(m: Machine, domain: number): void {
  setState(m, domain, RESTARTING);
  m.doms.restarts[domain]++;
  note(m, {kind: 'domain_booting', domain: nameOf(m, domain)});
  runTask(m, domain, TASK_BOOTED, m.spec.domains[domain].bootNs);
}

/** Binds a domain to one of its lines, behind those that are bound already. */
export function bind(m: Machine, b: number): void {
  const {binds, lines} = m;
  const line = m.plan.bindLine[b];
  binds.bound[b] = 1;
  binds.counted[b] = 0;
  binds.unhandled[b] = 0;
  binds.lastUnhandled[b] = -1;
  binds.next[b] = -1;
  if (lines.bindTail[line] < 0) lines.bindHead[line] = b;
  else binds.next[lines.bindTail[line]] = b;
  lines.bindTail[line] = b;
  lines.bound[line]++;
  lines.bindsChanged[line] = 1;
}

function destroyed(m: Machine, domain: number): void {
  if (m.policy.unbind === 'last') unbind(m, domain);
  note(m, {kind: 'domain_destroyed', domain: nameOf(m, domain)});
  if (m.doms.restart[domain]) boot(m, domain);
}

/** The toolstack resets what can be reset, after the lines were released. */
function resetDevices(m: Machine, domain: number): void {
  m.spec.devices.forEach((device, d) => {
    if (device.domain === nameOf(m, domain) && device.resets.length > 0 && m.devs.resetting[d] === 0) {
      beginReset(m, d, device.resets[0]);
    }
  });
  runTask(m, domain, TASK_DESTROYED, DESTROY_NS - m.policy.resetOnDestroyNs!);
}

/** Drivers initialise their devices before they enable the lines. */
function booted(m: Machine, domain: number): void {
  const {doms, plan} = m;
  doms.extraNs[domain] = 0;
  doms.deaf[domain] = 0;
  setState(m, domain, RUNNING);
  m.spec.devices.forEach((device, d) => {
    if (device.domain === nameOf(m, domain)) probe(m, d);
  });
  for (const b of plan.domBinds[domain]) {
    bind(m, b);
    enable(m, plan.bindLine[b]);
  }
  const lines = Array.from(plan.domBinds[domain], b => m.spec.lines[plan.bindLine[b]].irq);
  note(m, {kind: 'domain_ready', domain: nameOf(m, domain), lines});
}

/** The domain is told no more; its debts are given up, and a line that waited for nobody else is released. */
function unbind(m: Machine, domain: number): void {
  const {binds, lines, plan} = m;
  const names: string[] = [];
  for (const b of plan.domBinds[domain]) {
    if (!binds.bound[b]) continue;
    const line = plan.bindLine[b];
    names.push(m.spec.lines[line].irq);
    const owed = binds.debt[b] === 1;
    if (owed) {
      blame(m, b);
      clearDebt(m, b);
    }
    unlink(m, b, line);
    dropEvent(m, b);
    reckon(m, b);
    if (lines.bound[line] === 0 && plan.ownDevices[line].length === 0) disable(m, line);
    if (owed && lines.debts[line] === 0 && lines.held[line] && !lines.inService[line]) {
      release(m, line, RELEASED_UNBOUND, lines.cpu[line]);
    }
  }
  note(m, {kind: 'domain_unbound', domain: nameOf(m, domain), lines: names});
}

function unlink(m: Machine, b: number, line: number): void {
  const {binds, lines} = m;
  let before = -1;
  for (let at = lines.bindHead[line]; at !== b; at = binds.next[at]) before = at;
  if (before < 0) lines.bindHead[line] = binds.next[b];
  else binds.next[before] = binds.next[b];
  if (lines.bindTail[line] === b) lines.bindTail[line] = before;
  binds.bound[b] = 0;
  lines.gaveUp[line] -= binds.givenUp[b];
  binds.givenUp[b] = 0;
  lines.bound[line]--;
  lines.bindsChanged[line] = 1;
}

/** The last sharer is gone: shut down before it is released, against a storm that nobody would answer. */
function disable(m: Machine, line: number): void {
  m.lines.disabled[line] = 1;
  m.facts.push({t: m.queue.now(), kind: 'line_disabled', line: m.spec.lines[line].irq});
  tell(m, line);
}

function enable(m: Machine, line: number): void {
  if (!m.lines.disabled[line]) return;
  m.lines.disabled[line] = 0;
  m.facts.push({t: m.queue.now(), kind: 'line_enabled', line: m.spec.lines[line].irq});
  tell(m, line);
  fire(m, line);
}

/** The vCPU runs no more, and what it was at is left undone. */
function stop(m: Machine, domain: number): void {
  stopVcpu(m, domain);
  m.queue.cancel(m.plan.slotBase[DOMAIN_TIMER] + domain);
  m.doms.task[domain] = TASK_NONE;
  abandon(m, domain);
}

function setState(m: Machine, domain: number, state: number): void {
  m.doms.state[domain] = state;
  reckonDomain(m, domain);
}

function nameOf(m: Machine, domain: number): string {
  return m.spec.domains[domain].name;
}

type Untimed<F> = F extends Fact ? Omit<F, 't'> : never;

function note(m: Machine, fact: Untimed<Fact>): void {
  m.facts.push({t: m.queue.now(), ...fact} as Fact);
}
