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
 * What a machine can not be although each value of its scenario could: names that stand for nothing or for two things, pins that reach
 * no line, buses in a circle, registers outside of their device. `policies` are the names of those that there are.
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

/** One name, one thing of a kind; a row of the table is a line or a counter. */
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
      : [{path: ['counters', at, 'rates'], sentence: `${irq} has ${rates.length} rates, and there are ${cpus} CPUs`}],
  );
}
