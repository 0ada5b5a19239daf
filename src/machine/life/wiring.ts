import {charge} from '../counted/cpu-time.ts';
import {noteFact} from '../counted/facts.ts';
import {updateStarvation} from '../counted/starvation.ts';
import {stopVcpu} from '../cpu/cpu.ts';
import {abandon, finishHypercall} from '../handlers/guest.ts';
import {deviceName, lineName} from '../memory/names.ts';
import {canRun, isAsking, isHealthy} from '../memory/queries.ts';
import {BIND, DEVICE, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {lowerPin, MESSAGE_WATCHDOG_NS, requestInterrupt, stopTraffic} from '../wire/device.ts';
import {enqueue, wake} from '../wire/event-channel.ts';
import {bindLine, settleWanted, unbindLine} from './binding.ts';
import {probe} from './reset.ts';

// Where a device's interrupts arrive can change: its driver lets it send messages, or use its pin again; its card is moved to another slot.

/** The device sends messages from now on, on a line of their own. */
export function useMessages(m: Machine, device: number): void {
  const {ints} = m;
  const {msi} = m.spec.devices[ints[device + DEVICE.index]];
  ints[device + DEVICE.messages] = 1;
  rewire(m, device, m.plan.lineOf.get(msi!.line)!);
}

/** Messages off: the device uses its pin. */
export function rewirePin(m: Machine, device: number): void {
  const {ints} = m;
  ints[device + DEVICE.messages] = 0;
  ints[device + DEVICE.mute] = 0;
  m.queue.cancel(ints[device + DEVICE.watchSlot]);
  rewire(m, device, pinLine(m, device));
}

/** The line that its pin reaches, from where it stands now. */
export function pinLine(m: Machine, device: number): number {
  const {ints, plan, spec} = m;
  const slot = ints[device + DEVICE.inSlot] - 1;
  if (slot < 0) return plan.lineOf.get(spec.devices[ints[device + DEVICE.index]].line)!;
  return plan.lineOf.get(spec.router![spec.slots![slot].link])!;
}

/** Its interrupts reach another line; a waiting cause is signalled there. */
export function rewire(m: Machine, device: number, line: number, slot?: string): void {
  const {ints} = m;
  const from = ints[device + DEVICE.line];
  if (from === line) return;
  lowerPin(m, device);
  const old = ints[device + DEVICE.bind];
  if (old < 0) move(m, device, from + LINE.ownDevices, line + LINE.ownDevices);
  else rebind(m, device, old, line);
  ints[device + DEVICE.line] = line;
  settleWanted(m, from);
  settleWanted(m, line);
  const [fromName, to] = [lineName(m, from), lineName(m, line)];
  noteFact(m, {
    kind: 'device_moved',
    device: deviceName(m, device),
    from: fromName,
    to,
    ...(slot !== undefined && {slot}),
  });
  if (isAsking(m, device)) requestInterrupt(m, device);
}

/** Binds its domain where it goes, and unbinds it where nothing of it is left. */
function rebind(m: Machine, device: number, old: number, line: number): void {
  const {ints, plan} = m;
  const domain = ints[old + BIND.domain];
  const bind = plan.bindsOf.get(domain)!.find(each => ints[each + BIND.line] === line)!;
  const wasBound = ints[old + BIND.bound] === 1;
  // An upcall under way was for the line that it is taken from.
  charge(m, ints[domain + DOMAIN.cpu]);
  leaveWork(m, domain, old);
  move(m, device, old + BIND.devices, bind + BIND.devices);
  ints[device + DEVICE.bind] = bind;
  if (ints[device + DEVICE.waiting] > 0) {
    ints[old + BIND.causes]--;
    ints[bind + BIND.causes]++;
  }
  if (wasBound && !ints[bind + BIND.bound]) bindLine(m, bind);
  if (wasBound && ints[old + BIND.devices] < 0) unbindLine(m, old);
  updateStarvation(m, old);
  updateStarvation(m, bind);
}

/** A vCPU in the middle of the line's handlers starts them again: the list of its devices changes. */
function leaveWork(m: Machine, domain: number, bind: number): void {
  const {ints} = m;
  if (ints[domain + DOMAIN.bind] !== bind || !canRun(m, domain)) return;
  stopVcpu(m, domain);
  finishHypercall(m, domain);
  abandon(m, domain);
  if (ints[bind + BIND.event]) wake(m, domain);
  else {
    ints[bind + BIND.event] = 1;
    if (m.times[(bind >> 1) + BIND.silentSince] < 0) m.times[(bind >> 1) + BIND.silentSince] = m.clock[0];
    enqueue(m, bind);
  }
}

function move(m: Machine, device: number, fromHead: number, toHead: number): void {
  const {ints} = m;
  let at = fromHead;
  while (ints[at] !== device) at = ints[at] + DEVICE.next;
  ints[at] = ints[device + DEVICE.next];
  ints[device + DEVICE.next] = -1;
  at = toHead;
  while (ints[at] >= 0) at = ints[at] + DEVICE.next;
  ints[at] = device;
}

/** A card is exchanged while the host runs: silent, and its driver initialises it in its new place. */
export function exchange(m: Machine, device: number, slot: number): void {
  const {ints, spec, plan} = m;
  stopTraffic(m, device);
  ints[device + DEVICE.inSlot] = slot + 1;
  const place = spec.slots![slot];
  if (!ints[device + DEVICE.messages]) rewire(m, device, plan.lineOf.get(spec.router![place.link])!, place.name);
  const bind = ints[device + DEVICE.bind];
  if (bind < 0 || isHealthy(m, ints[bind + BIND.domain])) probe(m, device);
  else ints[device + DEVICE.probeLater] = 1;
}

/** The watchdog of its driver: causes have waited, and no message came. A driver that does not run looks later. */
export function messageWatchdog(m: Machine, device: number): void {
  const {ints} = m;
  if (!ints[device + DEVICE.mute] || !ints[device + DEVICE.messages]) return;
  const bind = ints[device + DEVICE.bind];
  if (bind < 0 || isHealthy(m, ints[bind + BIND.domain])) rewirePin(m, device);
  else m.queue.scheduleAt(m.clock[0] + MESSAGE_WATCHDOG_NS, ints[device + DEVICE.watchSlot]);
}
