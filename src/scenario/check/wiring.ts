import type {Document} from '../format/document.ts';
import {busFaults, deviceBusFaults, slotFaults} from './buses.ts';
import {deviceFaults, ownerFaults} from './devices.ts';
import {domainFaults} from './domains.ts';
import type {Fault} from './fault.ts';
import {lineFaults, vectorFaults} from './lines.ts';
import {missingName, twice} from './names.ts';
import {registerFaults} from './registers.ts';
import {sizeFaults} from './size.ts';

/**
 * Faults of a scenario whose values are sound one by one: names that are unknown or used twice, pins that reach no line, buses in a
 * circle, registers outside their device. `policies`: the names that exist.
 */
export function wiringFaults(document: Document, policies: readonly string[] = [document.policy]): Fault[] {
  return [
    ...missingName('policy', document.policy, policies, ['policy'], 'the scenario'),
    ...nameFaults(document),
    ...CHECKS.flatMap(check => check(document)),
  ];
}

const CHECKS: readonly ((document: Document) => Fault[])[] = [
  domainFaults,
  lineFaults,
  vectorFaults,
  busFaults,
  slotFaults,
  deviceFaults,
  ownerFaults,
  deviceBusFaults,
  registerFaults,
  counterFaults,
  sizeFaults,
];

/** Names that are used twice. Lines and counters share the rows of one table. */
function nameFaults({domains, lines, devices, counters, buses = [], slots = []}: Document): Fault[] {
  return [
    ...twice(
      'domain',
      domains.map(({name}, at) => ({name, path: ['domains', at, 'name']})),
    ),
    ...twice(
      'device',
      devices.map(({name}, at) => ({name, path: ['devices', at, 'name']})),
    ),
    ...twice(
      'bus',
      buses.map(({name}, at) => ({name, path: ['buses', at, 'name']})),
    ),
    ...twice(
      'slot',
      slots.map(({name}, at) => ({name, path: ['slots', at, 'name']})),
    ),
    ...twice('row', [
      ...lines.map(({irq}, at) => ({name: irq, path: ['lines', at, 'irq']})),
      ...counters.map(({irq}, at) => ({name: irq, path: ['counters', at, 'irq']})),
    ]),
  ];
}

function counterFaults({counters, cpus}: Document): Fault[] {
  return counters.flatMap(({irq, rates}, at) =>
    rates === undefined || rates.length === cpus
      ? []
      : [
          {
            path: ['counters', at, 'rates'],
            sentence: `${irq} needs a rate for each of the ${cpus} CPUs; it has ${rates.length}`,
          },
        ],
  );
}
