import {noteFact} from '../counted/facts.ts';
import {DEVICE, HOST} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {MOVE_NS} from '../spec.ts';
import {startTraffic, stopTraffic} from '../wire/device.ts';
import {switchOff} from './domain.ts';
import {exchange, pinLine, rewire} from './wiring.ts';

// Moving a card: conventional PCI wants the whole host switched off and opened; slots of PCI Express with power of their own do not. What
// stands in the other slot goes the other way.

/** Why a device can not be moved to a slot; `null`: it can. */
export function refusesMove(m: Machine, device: number, name: string, slot: string): string | null {
  const {spec, ints} = m;
  const slots = spec.slots ?? [];
  const at = ints[device + DEVICE.inSlot] - 1;
  if (at < 0) return `${name} is soldered: it stands in no slot`;
  const to = slots.findIndex(each => each.name === slot);
  if (to < 0) return `there is no slot ${slot}, only ${slots.map(each => each.name).join(', ')}`;
  return to === at ? `${name} stands in ${slot} already` : null;
}

/** Moves the card of a device, with all its functions, and the card in the other slot to where it was. */
export function moveCard(m: Machine, device: number, slotName: string): void {
  const {ints, plan, spec} = m;
  const from = ints[device + DEVICE.inSlot] - 1;
  const to = spec.slots!.findIndex(each => each.name === slotName);
  const moves: [device: number, slot: number][] = plan.deviceAt.flatMap(each => {
    const at = ints[each + DEVICE.inSlot] - 1;
    return at === from ? [[each, to]] : at === to ? [[each, from]] : [];
  });
  const powered = [from, to].every(at => spec.slots![at].power && isExpress(m, at));
  if (powered) for (const [each, slot] of moves) exchange(m, each, slot);
  else outage(m, moves);
}

/** The host is on again; the domains' own timers boot them. */
export function hostUp(m: Machine): void {
  const {ints, plan} = m;
  ints[plan.host + HOST.down] = 0;
  noteFact(m, {kind: 'host_up'});
  for (const device of plan.deviceAt) if (ints[device + DEVICE.bind] < 0) startTraffic(m, device);
}

function isExpress(m: Machine, slot: number): boolean {
  const {bus} = m.spec.slots![slot];
  return m.spec.buses?.find(each => each.name === bus)?.kind === 'pcie';
}

function outage(m: Machine, moves: [device: number, slot: number][]): void {
  const {ints, plan, spec} = m;
  const ns = spec.moveNs ?? MOVE_NS;
  ints[plan.host + HOST.down] = 1;
  noteFact(m, {kind: 'host_down'});
  m.queue.scheduleAt(m.clock[0] + ns, plan.firstSlot.host_up);
  for (const domain of plan.domainAt) switchOff(m, domain, ns);
  for (const device of plan.deviceAt) {
    m.queue.cancel(ints[device + DEVICE.resetSlot]);
    ints[device + DEVICE.resetting] = 0;
    ints[device + DEVICE.inD3] = 0;
    ints[device + DEVICE.probeLater] = 0;
    stopTraffic(m, device);
  }
  for (const [device, slot] of moves) {
    ints[device + DEVICE.inSlot] = slot + 1;
    if (!ints[device + DEVICE.messages]) rewire(m, device, pinLine(m, device), spec.slots![slot].name);
  }
}
