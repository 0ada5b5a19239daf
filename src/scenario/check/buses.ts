import type {Document} from '../format/document.ts';
import {busOf} from '../machine.ts';
import type {Fault} from './fault.ts';
import {missingName} from './names.ts';

/** Buses behind buses that do not exist, or behind themselves. */
export function busFaults({buses = []}: Document): Fault[] {
  const names = buses.map(({name}) => name);
  return buses.flatMap(({name, behind}, at) => {
    if (behind === undefined) return [];
    const path = ['buses', at, 'behind'];
    const missing = missingName('bus', behind, names, path, `bus ${name}`);
    if (missing.length > 0) return missing;
    const circle = wayUp(name, buses);
    // Reported once, at the first bus of the circle.
    if (circle.at(-1) !== name || circle.slice(1).some(each => names.indexOf(each) < at)) return [];
    return [{path, sentence: `these buses form a circle: ${circle.join(' behind ')}`}];
  });
}

/** A bus and the buses that it is behind, up to the first one that is behind no other or that comes again. */
function wayUp(from: string, buses: NonNullable<Document['buses']>): string[] {
  const way = [from];
  for (;;) {
    const behind = buses.find(({name}) => name === way.at(-1))?.behind;
    if (behind === undefined) return way;
    way.push(behind);
    if (way.indexOf(behind) < way.length - 1) return way;
  }
}

/** Slots on unknown buses or links, and links to unknown lines. */
export function slotFaults({slots = [], buses = [], router = {}, lines}: Document): Fault[] {
  const busNames = buses.map(({name}) => name);
  const lineNames = lines.map(({irq}) => irq);
  return [
    ...slots.flatMap(({name, bus, link}, at) => [
      ...missingName('bus', bus, busNames, ['slots', at, 'bus'], `slot ${name}`),
      ...missingName('link', link, Object.keys(router), ['slots', at, 'link'], `slot ${name}`),
    ]),
    ...Object.entries(router).flatMap(([link, irq]) =>
      missingName('line', irq, lineNames, ['router', link], `link ${link} of the router`),
    ),
  ];
}

/** Devices on unknown buses or slots, or on a bus that is not that of their slot, and messages that a bridge does not pass on. */
export function deviceBusFaults(document: Document): Fault[] {
  const {devices, buses = [], slots = []} = document;
  const names = {buses: buses.map(({name}) => name), slots: slots.map(({name}) => name)};
  return devices.flatMap((device, at) => {
    const {name, bus, slot, soldered, msi} = device;
    const path = ['devices', at];
    if (bus !== undefined && !names.buses.includes(bus))
      return missingName('bus', bus, names.buses, [...path, 'bus'], name);
    if (slot !== undefined && !names.slots.includes(slot))
      return missingName('slot', slot, names.slots, [...path, 'slot'], name);
    const slotBus = slots.find(each => each.name === slot)?.bus;
    const faults: Fault[] = [];
    if (slot !== undefined && soldered)
      faults.push({path: [...path, 'slot'], sentence: `${name} is soldered, so it can not be in slot ${slot}`});
    if (slotBus !== undefined && bus !== undefined && slotBus !== bus)
      faults.push({
        path: [...path, 'bus'],
        sentence: `${name} names bus ${bus}, but its slot ${slot} is on bus ${slotBus}`,
      });
    const closed = msi && bridgeWithoutMessages(busOf(device, document), buses);
    if (closed)
      faults.push({
        path: [...path, 'msi'],
        sentence: `${name} can not send messages: the bridges of bus ${closed} do not pass them on; set msi: on there`,
      });
    return faults;
  });
}

/** The first bus on the way up whose bridges do not pass messages on. */
function bridgeWithoutMessages(bus: string | undefined, buses: NonNullable<Document['buses']>): string | undefined {
  if (bus === undefined) return undefined;
  return wayUp(bus, buses).find(name => buses.find(each => each.name === name)?.msi === false);
}
