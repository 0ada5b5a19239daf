import type {Fact} from '../protocol/fact.ts';
import {BOOT_ENDS, type DomainState, HANGS, type Hang, type Ns} from '../protocol/words.ts';
import {RELEASED_UNBOUND, tell} from './accounts.ts';
import {revive} from './chain.ts';
import {stopVcpu} from './cpu.ts';
import {abandon, dropEvent, finishHypercall, wake} from './guest.ts';
import {clearDebt, findKilled, release} from './hold.ts';
import {fire} from './line.ts';
import {deviceName, domainName, lineName} from './names.ts';
import {CRASH_REACTION_NS, DESTROY_NS} from './policy.ts';
import {quiesce} from './quiet.ts';
import {BIND, DEVICE, DOMAIN, LINE} from './records.ts';
import {releaseKept, takeOver} from './remedy.ts';
import {awaitedProbe, beginReset, probe} from './reset.ts';
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
/** The host is switched on. */
const TASK_POWERED = 6;

const BOOTS_CRASH = BOOT_ENDS.indexOf('crash');
const BOOTS_NO_DEVICE = BOOT_ENDS.indexOf('no-device');

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

/** It is gone, and will not be booted by itself. */
export function isDead(m: Machine, domain: number): boolean {
  return m.ints[domain + DOMAIN.state] === DEAD;
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
  else if (task === TASK_POWERED) boot(m, domain);
}

export function hang(m: Machine, domain: number, how: Hang): void {
  const {ints} = m;
  ints[domain + DOMAIN.deaf] = how === 'deaf' ? 1 : 0;
  ints[domain + DOMAIN.hang] = HANGS.indexOf(how) + 1;
  if (how !== 'deaf') stop(m, domain);
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
  m.ints[domain + DOMAIN.hang] = 0;
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
  ints[domain + DOMAIN.hang] = 0;
  if (policy.quiesce) quiesce(m, domain);
  if (policy.remedy === 'reset-first') takeOver(m, domain);
  if (policy.unbind === 'first') unbind(m, domain);
  if (policy.resetOnDestroyNs === null) runTask(m, domain, TASK_DESTROYED, DESTROY_NS);
  else runTask(m, domain, TASK_RESET, policy.resetOnDestroyNs);
}

/** Builds a domain that is not there, and boots it. */
export function boot(m: Machine, domain: number): void {
  const {ints} = m;
  setState(m, domain, RESTARTING);
  ints[domain + DOMAIN.restarts]++;
  ints[domain + DOMAIN.awaitsReset] = 0;
  note(m, {kind: 'domain_booting', domain: domainName(m, domain)});
  runTask(m, domain, TASK_BOOTED, m.spec.domains[ints[domain + DOMAIN.index]].bootNs);
}

/** Its devices are reset, and it may boot. */
export function bootAfterReset(m: Machine, domain: number): void {
  boot(m, domain);
}

/** The host is switched off: everything is gone, and boots again `ns` later. */
export function switchOff(m: Machine, domain: number, ns: Ns): void {
  const {ints} = m;
  stop(m, domain);
  ints[domain + DOMAIN.hang] = 0;
  ints[domain + DOMAIN.awaitsReset] = 0;
  setState(m, domain, RESTARTING);
  releaseKept(m, domain);
  unbind(m, domain);
  runTask(m, domain, TASK_POWERED, ns);
}

/** Binds a domain to a line at run time, and enables that. */
export function bindLine(m: Machine, b: number): void {
  if (!bind(m, b)) return;
  enable(m, m.ints[b + BIND.line]);
  tellBound(m, b);
}

/** Unbinds a domain from one line. */
export function unbindLine(m: Machine, b: number): void {
  const {ints} = m;
  unbindOne(m, b);
  const [domain, line] = [ints[b + BIND.domain], ints[b + BIND.line]];
  note(m, {kind: 'domain_unbound', domain: domainName(m, domain), lines: [lineName(m, line)]});
}

/** Binds a domain to one of its lines, behind those that are bound already. False: it was refused. */
export function bind(m: Machine, b: number): boolean {
  const {ints, times} = m;
  const line = ints[b + BIND.line];
  const reason = m.policy.quiet === 'disable-bit' ? refusesBind(m, b) : null;
  if (reason !== null) {
    const [name, domain] = [lineName(m, line), domainName(m, ints[b + BIND.domain])];
    note(m, {kind: 'bind_refused', line: name, domain, reason});
    return false;
  }
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
  revive(m, line);
  return true;
}

/** What can not be silenced at its source must have its line for itself. */
function refusesBind(m: Machine, b: number): string | null {
  const {ints, plan} = m;
  const lacking = (each: number) =>
    devicesOf(m, each).filter(device => !plan.quieting[ints[device + DEVICE.index]].bit);
  for (const device of lacking(b)) {
    if (sharers(m, b).length > 0 || devicesOf(m, b).length > 1)
      return `${deviceName(m, device)} has no interrupt disable bit and would share the line`;
  }
  for (const other of sharers(m, b))
    for (const device of lacking(other))
      return `${deviceName(m, device)} has no interrupt disable bit and owns the line`;
  return null;
}

/** Others that are bound to the line. */
function sharers(m: Machine, b: number): number[] {
  const {ints, plan} = m;
  return plan.bindsAt.get(ints[b + BIND.line])!.filter(each => each !== b && ints[each + BIND.bound]);
}

function devicesOf(m: Machine, b: number): number[] {
  const {ints} = m;
  const devices: number[] = [];
  for (let device = ints[b + BIND.devices]; device >= 0; device = ints[device + DEVICE.next]) devices.push(device);
  return devices;
}

function tellBound(m: Machine, b: number): void {
  const {ints} = m;
  const [domain, line] = [ints[b + BIND.domain], ints[b + BIND.line]];
  note(m, {kind: 'domain_ready', domain: domainName(m, domain), lines: [lineName(m, line)]});
}

/** With `reset-first` the boot waits until the devices are reset. */
function destroyed(m: Machine, domain: number): void {
  const {ints} = m;
  if (m.policy.unbind === 'last') unbind(m, domain);
  note(m, {kind: 'domain_destroyed', domain: domainName(m, domain)});
  if (!ints[domain + DOMAIN.restart]) return;
  const resetting = m.plan.devicesOf.get(domain)!.some(device => ints[device + DEVICE.resetting] !== 0);
  if (m.policy.remedy === 'reset-first' && resetting) ints[domain + DOMAIN.awaitsReset] = 1;
  else boot(m, domain);
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
  if (ints[domain + DOMAIN.boots] === BOOTS_CRASH) {
    crash(m, domain);
    return;
  }
  setState(m, domain, RUNNING);
  const binds = plan.bindsOf.get(domain)!.filter(b => ints[b + BIND.devices] >= 0 && !ints[b + BIND.bound]);
  const bound = binds.filter(b => !isRefused(m, b));
  initialise(m, domain, bound);
  for (const b of binds) if (bind(m, b)) enable(m, ints[b + BIND.line]);
  releaseKept(m, domain);
  const lines = bound.map(b => lineName(m, ints[b + BIND.line]));
  note(m, {kind: 'domain_ready', domain: domainName(m, domain), lines});
}

function isRefused(m: Machine, b: number): boolean {
  return m.policy.quiet === 'disable-bit' && refusesBind(m, b) !== null;
}

/** Its drivers probe their devices, unless those do not come up. What is bound to no line is not used. */
function initialise(m: Machine, domain: number, bound: readonly number[]): void {
  const {ints} = m;
  for (const device of m.plan.devicesOf.get(domain)!) {
    if (!bound.includes(ints[device + DEVICE.bind])) continue;
    if (ints[domain + DOMAIN.boots] !== BOOTS_NO_DEVICE) probe(m, device);
    else note(m, {kind: 'device_failed', device: deviceName(m, device)});
  }
}

/** The domain is told no more; its debts are given up, and a line that waited for nobody else is released. */
function unbind(m: Machine, domain: number): void {
  const {ints, plan} = m;
  const names: string[] = [];
  for (const b of plan.bindsOf.get(domain)!) {
    if (!ints[b + BIND.bound]) continue;
    names.push(lineName(m, ints[b + BIND.line]));
    unbindOne(m, b);
  }
  note(m, {kind: 'domain_unbound', domain: domainName(m, domain), lines: names});
}

function unbindOne(m: Machine, b: number): void {
  const {ints} = m;
  const line = ints[b + BIND.line];
  const owed = ints[b + BIND.debt] === 1;
  if (owed) {
    blame(m, b);
    clearDebt(m, b);
  }
  unlink(m, b, line);
  dropEvent(m, b);
  reckon(m, b);
  if (ints[line + LINE.bound] === 0 && ints[line + LINE.ownDevices] < 0) disable(m, line);
  if (!owed) return;
  if (ints[line + LINE.debts] > 0) findKilled(m, line);
  else if (ints[line + LINE.held] && !ints[line + LINE.inService])
    release(m, line, RELEASED_UNBOUND, ints[line + LINE.cpu]);
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

/** Shut down when nobody is bound and the supervisor does not want it either, else enabled. */
export function settleWanted(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.bound] > 0 || ints[line + LINE.ownDevices] >= 0) enable(m, line);
  else if (!ints[line + LINE.disabled]) disable(m, line);
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
