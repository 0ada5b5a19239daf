import {expect, test} from 'vitest';
import type {MachineSpec} from '../../../src/machine/spec.ts';
import {SCENARIOS} from '../../../src/scenario/catalogue.ts';
import {parameterUsages, setParameters} from '../../../src/scenario/format/settings.ts';
import {machineOf} from '../../../src/scenario/machine.ts';

const set = (settings: string[], scenario = 'poweredge-400sc') => {
  const {document} = SCENARIOS.find(({name}) => name === scenario)!;
  const pairs = settings.map(each => {
    const at = each.indexOf('=');
    return {key: each.slice(0, at), text: each.slice(at + 1)};
  });
  return setParameters(document, pairs);
};

function machine(settings: string[], scenario?: string): MachineSpec {
  const done = set(settings, scenario);
  if ('fault' in done) throw new Error(done.fault.sentence);
  return machineOf(done.document);
}

const fault = (...settings: string[]) => {
  const done = set(settings);
  return 'fault' in done ? {at: done.at, ...done.fault} : null;
};

const UNCHANGED = machine([]);
const ETH0 = UNCHANGED.devices.findIndex(({name}) => name === 'eth0');
const deviceOf = (spec: MachineSpec, wanted: string) => spec.devices.find(({name}) => name === wanted)!;
const lineOf = (spec: MachineSpec, wanted: string) => spec.lines.find(({irq}) => irq === wanted)!;

test('a value is set, and nothing else changes', () => {
  const changed = machine(['eth0.rate=1000/s']);
  expect(changed.devices[ETH0]).toEqual({...UNCHANGED.devices[ETH0], perSecond: 1000});
  expect({...changed, devices: changed.devices.with(ETH0, UNCHANGED.devices[ETH0])}).toEqual(UNCHANGED);
});

test.each<[string, (spec: MachineSpec) => unknown, unknown]>([
  ['eth0.resets=flr,pm', spec => deviceOf(spec, 'eth0').resets, ['flr', 'pm']],
  ['eth0.resets=[bus]', spec => deviceOf(spec, 'eth0').resets, ['bus']],
  ['eth0.resets=none', spec => deviceOf(spec, 'eth0').resets, []],
  ['eth0.queue=8', spec => deviceOf(spec, 'eth0').queue, 8],
  ['eth0.stub=off', spec => deviceOf(spec, 'eth0').stub, false],
  ['eth0.descriptor.disable.mask=0x180', spec => deviceOf(spec, 'eth0').descriptor?.disable.mask, 0x180],
  ['eth0.descriptor=null', spec => deviceOf(spec, 'eth0').descriptor, undefined],
  ['uhci_hcd:usb4.per-call=1', spec => deviceOf(spec, 'uhci_hcd:usb4').perCall, 1],
  ['rtc.domain=null', spec => deviceOf(spec, 'rtc').domain, null],
  ['ohci1394.slot=PCI1', spec => deviceOf(spec, 'ohci1394').line, '169'],
  ['net.boot=2s', spec => spec.domains[2].bootNs, 2e9],
  ['net.cpu=0', spec => spec.domains[2].cpu, 0],
  ['usb.boots=crash', spec => spec.domains[3].boots, 'crash'],
  ['185.affinity=1,3', spec => lineOf(spec, '185').affinity, [1, 3]],
  ['193.cpu=1', spec => lineOf(spec, '193').affinity, [0, 1]],
  ['201.vector=null', spec => lineOf(spec, '201').vector, undefined],
  ['costs.deliver=1us', spec => spec.costs.deliver, 1000],
  ['costs.not-mine=0', spec => spec.costs.notMine, 0],
  ['move=30s', spec => spec.moveNs, 30e9],
  ['PCI3.power=on', spec => spec.slots?.[2].power, true],
  ['router.C=185', spec => deviceOf(spec, 'ohci1394').line, '185'],
])('%s', (setting, look, value) => {
  expect(look(machine([setting]))).toEqual(value);
});

test('settings are carried out in order, and what comes of all of them is what must be sound', () => {
  expect(deviceOf(machine(['eth0.rate=1/s', 'eth0.rate=2/s']), 'eth0').perSecond).toBe(2);
  // Four CPUs alone would leave the affinities too short.
  expect(fault('cpus=4')).toMatchObject({
    at: null,
    sentence: 'the affinity of line 0 needs a number for each of the 4 CPUs; it has 2',
  });
  const two = machine(['cpus=2', ...['9', '10', '11'].map(irq => `${irq}.cpu=1`)], 'desktop-2005');
  expect(two.lines.map(({affinity}) => affinity[1])).toEqual([0, 0, 0, 0, 1, 1, 1, 0, 0, 0]);
});

test('part of what a device has not got can not be set, the whole can', () => {
  expect(fault('eth0.msi.lockup-after=5')?.sentence).toBe(
    "eth0.msi is not set; set all of it: eth0.msi='{line: …, lockup-after: …, watchdog: …}'",
  );
  expect(deviceOf(machine(['wlp0s20.msi.lockup-after=5'], 'laptop'), 'wlp0s20').msi).toEqual({
    line: '123',
    lockupAfter: 5,
  });
  expect(deviceOf(machine(['sdhci-pci.msi={line: 123}', 'wlp0s20.msi=null'], 'laptop'), 'sdhci-pci').msi).toEqual({
    line: '123',
  });
});

test.each([
  ['eth0.rat=1', 0, 'eth0 has no setting "rat"', 'rat'],
  ['eth1.rate=1', 0, 'poweredge-400sc has nothing called "eth1"', 'eth1'],
  ['costs.delivr=1us', 0, 'costs has no setting "delivr"', 'delivr'],
  ['eth0.name=eth1', 0, 'eth0 has no setting "name"', 'name'],
  [
    'eth0.rate=-3',
    0,
    'rate -3 is not a rate; write 20/s, 200/100ms, or a number per second, from 0 to 100000000',
    undefined,
  ],
  ['eth0.queue=', 0, 'queue null is not a number', undefined],
  ['eth0.queue=[', 0, 'queue "[" is not a number', undefined],
  ['169.affinity=0,0', null, 'the affinity of line 169 is all zero, so no CPU takes its interrupts', undefined],
  ['eth0.line=170', null, 'eth0 names line "170", which does not exist', '170'],
  ['eth0.loop=shut', 0, 'loop can not be "shut"', 'shut'],
  ['domains=none', 0, 'there is no setting "domains"', 'domains'],
])('%s is refused', (setting, at, sentence, unknown) => {
  const said = fault(setting);
  expect(said).toMatchObject({at, sentence});
  expect(said?.unknown?.name).toBe(unknown);
});

test('each way to set a value is listed with how it is written, once', () => {
  const usages = parameterUsages().map(({usage}) => usage);
  expect(new Set(usages).size).toBe(usages.length);
  expect(usages).toEqual(
    expect.arrayContaining([
      'DEVICE.rate=RATE',
      'DOMAIN.boot=TIME',
      'LINE.affinity=N,N,…',
      'costs.deliver=TIME',
      'cpus=N',
    ]),
  );
  for (const {title} of parameterUsages()) expect(title).not.toBe('');
});
