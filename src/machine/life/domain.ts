import {HANGS, type Hang, type Ns} from '../../protocol/words.ts';
import {noteFact} from '../counted/facts.ts';
import {invalidateAges, invalidateDebt} from '../counted/owed.ts';
import {updateDomainStarvation} from '../counted/starvation.ts';
import {stopVcpu} from '../cpu/cpu.ts';
import {runTask} from '../handlers/domain-timer.ts';
import {abandon, finishHypercall} from '../handlers/guest.ts';
import {BOOT, DOMAIN_STATE, TASK} from '../memory/codes.ts';
import {deviceName, domainName, lineName} from '../memory/names.ts';
import {BIND, DEVICE, DOMAIN} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {CRASH_REACTION_NS, DESTROY_NS} from '../policy/policy.ts';
import {releaseKept, takeOver} from '../supervisor/kept-debts.ts';
import {quiesce} from '../supervisor/silence-device.ts';
import {stopTraffic} from '../wire/device.ts';
import {wake} from '../wire/event-channel.ts';
import {bind, enableLine, isRefused, unbind} from './binding.ts';
import {awaitedProbe, beginReset, probe} from './reset.ts';

// The life of a domain. Restart = destroy, boot, bind, probe. A crash only stops it: it stays bound and keeps its debts until the
// toolstack, a little later, acts by the policy. When a destroyed domain's debts are given up, and whether its devices are
// reset before or after that, is the policy's matter, and the point of the whole argument.

/** The domain's timer: the next thing in its life. */
export function taskDone(m: Machine, domain: number): void {
  const {ints} = m;
  const task = ints[domain + DOMAIN.task];
  ints[domain + DOMAIN.task] = TASK.none;
  if (task === TASK.wait) wake(m, domain);
  else if (task === TASK.react) destroyDomain(m, domain, m.policy.onCrash === 'restart');
  else if (task === TASK.reset) resetDevices(m, domain);
  else if (task === TASK.destroyed) destroyed(m, domain);
  else if (task === TASK.booted) booted(m, domain);
  else if (task === TASK.powered) bootDomain(m, domain);
}

export function hangDomain(m: Machine, domain: number, how: Hang): void {
  const {ints} = m;
  ints[domain + DOMAIN.deaf] = how === 'deaf' ? 1 : 0;
  ints[domain + DOMAIN.hang] = HANGS.indexOf(how) + 1;
  if (how !== 'deaf') stop(m, domain);
  setState(m, domain, DOMAIN_STATE.hung);
  noteFact(m, {kind: 'domain_hung', domain: domainName(m, domain), hang: how});
}

export function slowDomain(m: Machine, domain: number, extraNs: Ns): void {
  const {times} = m;
  times[(domain >> 1) + DOMAIN.extraNs] = extraNs;
  setState(m, domain, extraNs > 0 ? DOMAIN_STATE.slow : DOMAIN_STATE.running);
  noteFact(m, {kind: 'domain_slowed', domain: domainName(m, domain), extraNs});
}

export function crashDomain(m: Machine, domain: number): void {
  stop(m, domain);
  m.ints[domain + DOMAIN.hang] = 0;
  setState(m, domain, DOMAIN_STATE.crashed);
  noteFact(m, {kind: 'domain_crashed', domain: domainName(m, domain)});
  if (m.policy.onCrash !== 'preserve') runTask(m, domain, TASK.react, CRASH_REACTION_NS);
}

/** The vCPU stands still where it is, and goes on there when resumed. */
export function pauseDomain(m: Machine, domain: number): void {
  stopVcpu(m, domain);
  finishHypercall(m, domain);
  setState(m, domain, DOMAIN_STATE.paused);
  noteFact(m, {kind: 'domain_paused', domain: domainName(m, domain)});
}

export function resumeDomain(m: Machine, domain: number): void {
  const {times} = m;
  setState(m, domain, times[(domain >> 1) + DOMAIN.extraNs] > 0 ? DOMAIN_STATE.slow : DOMAIN_STATE.running);
  noteFact(m, {kind: 'domain_resumed', domain: domainName(m, domain)});
  for (const device of m.plan.devicesOf.get(domain)!) awaitedProbe(m, device);
  wake(m, domain);
}

/** Destroys a domain, and boots it again if asked to. */
export function destroyDomain(m: Machine, domain: number, restart: boolean): void {
  const {ints, policy} = m;
  stop(m, domain);
  setState(m, domain, restart ? DOMAIN_STATE.restarting : DOMAIN_STATE.dead);
  ints[domain + DOMAIN.restart] = restart ? 1 : 0;
  ints[domain + DOMAIN.hang] = 0;
  if (policy.quiesce) quiesce(m, domain);
  if (policy.remedy === 'reset-first') takeOver(m, domain);
  if (policy.unbind === 'first') unbind(m, domain);
  if (policy.resetOnDestroyNs === null) runTask(m, domain, TASK.destroyed, DESTROY_NS);
  else runTask(m, domain, TASK.reset, policy.resetOnDestroyNs);
}

/** Builds a domain that is not there, and boots it. */
export function bootDomain(m: Machine, domain: number): void {
  const {ints} = m;
  setState(m, domain, DOMAIN_STATE.restarting);
  ints[domain + DOMAIN.restarts]++;
  ints[domain + DOMAIN.awaitsReset] = 0;
  noteFact(m, {kind: 'domain_booting', domain: domainName(m, domain)});
  runTask(m, domain, TASK.booted, m.spec.domains[ints[domain + DOMAIN.index]].bootNs);
}

/** The host is switched off: everything is gone, and boots again `ns` later. */
export function switchOff(m: Machine, domain: number, ns: Ns): void {
  const {ints} = m;
  stop(m, domain);
  ints[domain + DOMAIN.hang] = 0;
  ints[domain + DOMAIN.awaitsReset] = 0;
  setState(m, domain, DOMAIN_STATE.restarting);
  releaseKept(m, domain);
  unbind(m, domain);
  runTask(m, domain, TASK.powered, ns);
}

/** With `reset-first` the boot waits until the devices are reset. */
function destroyed(m: Machine, domain: number): void {
  const {ints} = m;
  if (m.policy.unbind === 'last') unbind(m, domain);
  noteFact(m, {kind: 'domain_destroyed', domain: domainName(m, domain)});
  for (const bind of m.plan.bindsOf.get(domain)!) invalidateDebt(m, bind);
  if (!ints[domain + DOMAIN.restart]) return;
  const resetting = m.plan.devicesOf.get(domain)!.some(device => ints[device + DEVICE.resetting] !== 0);
  if (m.policy.remedy === 'reset-first' && resetting) ints[domain + DOMAIN.awaitsReset] = 1;
  else bootDomain(m, domain);
}

/** The toolstack resets what can be reset, after the lines were released. */
function resetDevices(m: Machine, domain: number): void {
  const {ints} = m;
  for (const device of m.plan.devicesOf.get(domain)!) {
    const [best] = m.spec.devices[ints[device + DEVICE.index]].resets;
    if (best !== undefined && ints[device + DEVICE.resetting] === 0) beginReset(m, device, best);
  }
  runTask(m, domain, TASK.destroyed, DESTROY_NS - m.policy.resetOnDestroyNs!);
}

/** Drivers initialise their devices before they enable the lines. */
function booted(m: Machine, domain: number): void {
  const {ints, times, plan} = m;
  times[(domain >> 1) + DOMAIN.extraNs] = 0;
  ints[domain + DOMAIN.deaf] = 0;
  if (ints[domain + DOMAIN.boots] === BOOT.crash) {
    crashDomain(m, domain);
    return;
  }
  setState(m, domain, DOMAIN_STATE.running);
  const binds = plan.bindsOf.get(domain)!.filter(b => ints[b + BIND.devices] >= 0 && !ints[b + BIND.bound]);
  const bound = binds.filter(b => !isRefused(m, b));
  initialise(m, domain, bound);
  for (const b of binds) if (bind(m, b)) enableLine(m, ints[b + BIND.line]);
  releaseKept(m, domain);
  const lines = bound.map(b => lineName(m, ints[b + BIND.line]));
  noteFact(m, {kind: 'domain_ready', domain: domainName(m, domain), lines});
  invalidateAges(m, domain);
}

/** Its drivers probe their devices, unless those do not come up. A device without a line is not used. */
function initialise(m: Machine, domain: number, bound: readonly number[]): void {
  const {ints} = m;
  for (const device of m.plan.devicesOf.get(domain)!) {
    if (!bound.includes(ints[device + DEVICE.bind])) continue;
    if (ints[domain + DOMAIN.boots] !== BOOT['no-device']) probe(m, device);
    else {
      stopTraffic(m, device);
      noteFact(m, {kind: 'device_failed', device: deviceName(m, device)});
    }
  }
}

/** The vCPU runs no more, and what it was at is left undone. */
function stop(m: Machine, domain: number): void {
  const {ints} = m;
  stopVcpu(m, domain);
  m.queue.cancel(ints[domain + DOMAIN.slot]);
  ints[domain + DOMAIN.task] = TASK.none;
  for (const device of m.plan.devicesOf.get(domain)!) ints[device + DEVICE.probeLater] = 0;
  finishHypercall(m, domain);
  abandon(m, domain);
}

function setState(m: Machine, domain: number, state: number): void {
  const {ints} = m;
  ints[domain + DOMAIN.state] = state;
  updateDomainStarvation(m, domain);
}
