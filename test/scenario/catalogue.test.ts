import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {POLICIES} from '../../src/machine/policy/policy.ts';
import {BUILT_IN, builtInText, SCENARIOS} from '../../src/scenario/catalogue.ts';
import type {Document} from '../../src/scenario/format/document.ts';
import {lineOf} from '../../src/scenario/machine.ts';
import {readDocument} from '../../src/scenario/read/read.ts';
import {sharers} from '../helpers/scenarios.ts';

const POLICY_NAMES = POLICIES.map(({name}) => name);
const machine = (name: string) => SCENARIOS.find(row => row.name === name)!.scenario.machine;
const document = (name: string): Document => SCENARIOS.find(row => row.name === name)!.document;

test('every file of the catalogue is in it, by the name that it gives itself', () => {
  const files = readdirSync(new URL('../../src/scenario/catalogue', import.meta.url)).sort();
  expect(files).toEqual(BUILT_IN.map(name => `${name}.yaml`).sort());
  expect(SCENARIOS.map(row => row.document.scenario)).toEqual([...BUILT_IN]);
});

test.each([...BUILT_IN])('%s is sound, and says what is known, what is chosen, and what it shows', name => {
  const text = builtInText(name);
  const read = readDocument(text, POLICY_NAMES);
  expect(read.faults).toBeUndefined();
  expect(text).toMatch(/^#[^\n]*\n/);
  expect(text).toMatch(/^# Chosen/m);
  expect(document(name).title.length).toBeGreaterThan(20);
  // Fits a terminal of 140 columns.
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(140);
});

test('the default is the server of the thread, under the policy of its day', () => {
  expect(SCENARIOS[0]).toMatchObject({name: 'poweredge-400sc', scenario: {policy: 'xen-2005'}});
  // Three of thirteen named devices stand on line 169.
  expect(machine('poweredge-400sc').devices).toHaveLength(13);
  expect(sharers(machine('poweredge-400sc'), '169')).toEqual(['libata', 'uhci_hcd:usb4', 'eth0']);
});

test('the server of the thread has the lines, counts and vectors of its /proc/interrupts', () => {
  const {lines, devices, counters, domains} = machine('poweredge-400sc');
  const vectors = lines.map(({irq, vector}) => [irq, vector]);
  // Numbers from 169 on are vectors; line 0 is the supervisor's own clock and has none here.
  expect(vectors).toEqual([
    ['0', undefined],
    ['8', 0x61],
    ['9', 0x69],
    ['14', 0x91],
    ['15', 0x99],
    ['169', 169],
    ['185', 185],
    ['193', 193],
    ['201', 201],
    ['209', 209],
  ]);
  const rateOf = (irq: string) =>
    devices.filter(device => device.line === irq).reduce((sum, device) => sum + device.perSecond, 0);
  // Totals of the posted table, after 932 s; 169 loses a few to coalescing, so it raises 40.2 a second.
  const totals = {'0': 932_447, '14': 1538, '15': 15_766, '185': 5, '193': 820, '201': 0, '209': 3};
  for (const [irq, total] of Object.entries(totals)) expect(rateOf(irq) * 932, irq).toBeCloseTo(total, 6);
  expect(rateOf('169')).toBeCloseTo(40.2, 9);
  expect(counters.find(({irq}) => irq === 'LOC')?.perSecond).toEqual([932_357 / 932, 932_306 / 932]);
  expect(domains.map(({id, name, cpu, bootNs}) => [id, name, cpu, bootNs])).toEqual([
    [0, 'dom0', 1, 8e9],
    [1, 'disk', 0, 8e9],
    [2, 'net', 1, 8e9],
    [3, 'usb', 0, 8e9],
  ]);
});

test('with the two video drivers loaded, line 169 has four devices and one more line is shared', () => {
  const [without, loaded] = [machine('poweredge-400sc'), machine('poweredge-400sc-video')];
  expect(sharers(loaded, '169')).toHaveLength(4);
  const shared = (spec: typeof without) => spec.lines.filter(({irq}) => sharers(spec, irq).length > 1).length;
  expect(shared(loaded)).toBe(shared(without) + 1);
  // Nothing else was changed.
  const others = loaded.devices.filter(({domain, name}) => domain !== 'video' && name !== 'ohci1394');
  expect(others).toEqual(without.devices.filter(({name}) => name !== 'ohci1394'));
});

test('on the desktop all of PCI shares, on the server next to nothing', () => {
  const sharing = (name: string) => {
    const spec = machine(name);
    const pci = spec.devices.filter(({line}) => spec.lines.find(({irq}) => irq === line)!.trigger === 'level');
    return pci.filter(({line}) => sharers(spec, line).length > 1).length / pci.length;
  };
  // All but ACPI, which has line 9 for itself: nine of ten.
  expect(sharing('desktop-2005')).toBeCloseTo(9 / 10, 9);
  expect(sharing('server-ioapic')).toBeCloseTo(3 / 9, 9);
  expect(machine('desktop-2005').lines.every(({chip}) => chip === 'XT-PIC')).toBe(true);
});

test('disk, USB and network of the dom0 of 2008 share line 16, in the order of the posted row', () => {
  expect(sharers(machine('dom0-2008'), '16')).toEqual(['uhci_hcd:usb3', 'libata', 'peth0']);
});

test('the server with messages has a queue on each of its 64 CPUs, and one line that is shared', () => {
  const {lines, devices, cpus} = machine('server-msix');
  expect(cpus).toBe(64);
  const queues = lines.filter(({chip}) => chip === 'PCI-MSI/-X');
  expect(queues).toHaveLength(128);
  for (const [at, {irq, affinity}] of queues.entries()) {
    expect(irq).toBe(String(128 + at));
    expect(affinity.indexOf(1)).toBe(at % 64);
    expect(devices.filter(({line}) => line === irq)).toHaveLength(1);
  }
  expect(lines.filter(({irq}) => devices.filter(({line}) => line === irq).length > 1).map(({irq}) => irq)).toEqual([
    '16',
  ]);
});

test('the huge one has 256 CPUs, 1,000 lines of three devices each, and a file that is short', () => {
  const {cpus, lines, devices, domains} = machine('huge');
  expect([cpus, lines.length, devices.length, domains.length]).toEqual([256, 1000, 3000, 166]);
  for (const {irq} of lines) expect(devices.filter(({line}) => line === irq)).toHaveLength(3);
  // 100 to 4,999 causes in two seconds.
  const rates = devices.map(({perSecond}) => perSecond);
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(50);
  expect(Math.max(...rates)).toBeLessThan(2500);
  expect(builtInText('huge').split('\n').length).toBeLessThan(40);
});

test('what is moved to another slot meets other devices', () => {
  const doc = document('poweredge-400sc-video');
  const video0 = doc.devices.find(({name}) => name === 'video0')!;
  expect(lineOf(video0, doc)).toBe('169');
  expect(lineOf({...video0, slot: 'PCI5'}, doc)).toBe('185');
});

test('what the build made of each file is what is read from it', () => {
  for (const name of BUILT_IN) {
    const folder = new URL(`../../dist/catalogue/${name}`, import.meta.url);
    expect(JSON.parse(readFileSync(`${folder.pathname}.json`, 'utf8')), name).toEqual(document(name));
    expect(readFileSync(`${folder.pathname}.yaml`, 'utf8')).toBe(builtInText(name));
  }
});
