import {noteFact} from '../counted/facts.ts';
import {startHold} from '../cpu/start-delivery.ts';
import {ACK} from '../memory/codes.ts';
import {deviceName} from '../memory/names.ts';
import {isAsking} from '../memory/queries.ts';
import {BIND, DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {lowerPin, requestInterrupt, stopTraffic} from '../wire/device.ts';
import {notify} from '../wire/event-channel.ts';

// The supervisor silences a device by itself: by its disable bit (PCI 2.3), by its driver's description of its registers, or by a stub that
// knows the model. Then only the owner is notified, no domain owes, and the line goes on. A device that can not be silenced is left for debts.

const REFIRES = 10;
const REFIRE_NS = 1_000_000;

/** Silences the devices that ask and notifies their owners; if the pin is still up, the owners of devices that can not be silenced owe as in 2005. */
export function silenceAndNotify(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  for (const bind of m.plan.bindsAt.get(line)!) {
    if (silenceDevices(m, bind) && ints[bind + BIND.bound]) notify(m, bind);
  }
  if (ints[line + LINE.asserting] === 0 || ints[line + LINE.bound] === 0 || ints[line + LINE.ack] === ACK.none) return;
  startHold(m, cpu, line);
  const all = ints[line + LINE.debts] === 0 && !anyLoud(m, line);
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next])
    if (all || hasLoud(m, bind)) notify(m, bind);
}

/** An owner has answered: its devices may interrupt again. One that still does is signalled at once, its bit stays set. */
export function unsilence(m: Machine, bind: number): void {
  const {ints} = m;
  let asks = false;
  for (let device = ints[bind + BIND.devices]; device >= 0; device = ints[device + DEVICE.next]) {
    if (!ints[device + DEVICE.off] || ints[device + DEVICE.operatorOff]) continue;
    if (m.policy.quiet === 'disable-bit' && isAsking(m, device)) asks = true;
    else if (m.policy.quiet !== 'descriptor' || m.plan.quieting[ints[device + DEVICE.index]].enables)
      enableDevice(m, device);
  }
  if (asks) notify(m, bind);
}

/** It may ask again, and does so at once where something waits: a re-fire. */
export function enableDevice(m: Machine, device: number): void {
  const {ints} = m;
  ints[device + DEVICE.off] = 0;
  if (!isAsking(m, device)) return;
  noteRefire(m, device);
  requestInterrupt(m, device);
}

/** A domain dies: its devices are silenced for good, as far as the policy has the means. */
export function quiesce(m: Machine, domain: number): void {
  const {ints, policy} = m;
  for (const device of m.plan.devicesOf.get(domain)!) {
    const works = m.plan.quieting[ints[device + DEVICE.index]];
    const can =
      policy.quiet === 'disable-bit' ||
      (policy.quiet === 'descriptor' && works.disables && !ints[device + DEVICE.bad]) ||
      (policy.messages && ints[device + DEVICE.messages] === 1);
    if (!can) continue;
    stopTraffic(m, device);
    noteFact(m, {kind: 'device_quiesced', device: deviceName(m, device)});
  }
}

/** Whether any device of the binding was found interrupting, or is reported so whatever it does. */
function silenceDevices(m: Machine, bind: number): boolean {
  const {ints} = m;
  let found = false;
  for (let device = ints[bind + BIND.devices]; device >= 0; device = ints[device + DEVICE.next])
    if (silenceDevice(m, device)) found = true;
  return found;
}

function silenceDevice(m: Machine, device: number): boolean {
  const {ints, policy} = m;
  const works = m.plan.quieting[ints[device + DEVICE.index]];
  const asks = ints[device + DEVICE.pin] === 1;
  if (policy.quiet === 'disable-bit') return works.bit && asks && switchOff(m, device);
  if (policy.quiet === 'stub') return works.stub && asks && clearCause(m, device);
  if (!works.described || ints[device + DEVICE.bad]) return false;
  if (asks && !works.detects) return reject(m, device, 'it does not tell that the device asks');
  if (asks && !works.disables) return reject(m, device, 'the device asks on though it was disabled');
  if (!asks && !works.alwaysDetects) return false;
  if (asks && ints[device + DEVICE.refires] >= REFIRES)
    return reject(m, device, 'the device asked ten times in a millisecond');
  return switchOff(m, device);
}

function switchOff(m: Machine, device: number): boolean {
  m.ints[device + DEVICE.off] = 1;
  lowerPin(m, device);
  return true;
}

/** The stub reads the status for the owner and clears it: the pin falls, what waits is still there. A pin that is stuck it can not lower. */
function clearCause(m: Machine, device: number): boolean {
  if (m.ints[device + DEVICE.stuck]) return false;
  lowerPin(m, device);
  return true;
}

function reject(m: Machine, device: number, reason: string): false {
  m.ints[device + DEVICE.bad] = 1;
  noteFact(m, {kind: 'descriptor_rejected', device: deviceName(m, device), reason});
  return false;
}

/** Counts how often it asked again the moment it was let, within a millisecond of the first time. */
function noteRefire(m: Machine, device: number): void {
  const {ints, times} = m;
  const now = m.clock[0];
  if (ints[device + DEVICE.refires] === 0 || now - times[(device >> 1) + DEVICE.refireSince] > REFIRE_NS) {
    ints[device + DEVICE.refires] = 0;
    times[(device >> 1) + DEVICE.refireSince] = now;
  }
  ints[device + DEVICE.refires]++;
}

/** Somebody is bound whose device could be what holds the pin up; else it is that of a domain that is gone, and all are asked. */
function anyLoud(m: Machine, line: number): boolean {
  const {ints} = m;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next])
    if (hasLoud(m, bind)) return true;
  return false;
}

/** A device of it holds its pin up and the supervisor can not quiet it. */
function hasLoud(m: Machine, bind: number): boolean {
  const {ints} = m;
  for (let device = ints[bind + BIND.devices]; device >= 0; device = ints[device + DEVICE.next])
    if (isLoud(m, device)) return true;
  return false;
}

/** Whose pin is not quieted by the supervisor at each delivery. */
function isLoud(m: Machine, device: number): boolean {
  const {ints, policy} = m;
  const works = m.plan.quieting[ints[device + DEVICE.index]];
  if (policy.quiet === 'disable-bit') return !works.bit;
  if (policy.quiet === 'stub') return !works.stub || ints[device + DEVICE.stuck] === 1;
  return !works.described || ints[device + DEVICE.bad] === 1;
}
