import {stringify} from 'yaml';
import type {DeviceSpec, LineSpec, MachineSpec} from '../../src/machine/spec.ts';

/** A machine as a scenario's YAML, with every unit written out. */
export function writeScenario(spec: MachineSpec): string {
  const {costs, domains, lines, devices, counters, buses, slots, router, moveNs} = spec;
  const {notMine, ...otherCosts} = costs;
  return stringify({
    scenario: 'written',
    cpus: spec.cpus,
    costs: Object.fromEntries(
      Object.entries({...otherCosts, 'not-mine': notMine}).map(([key, each]) => [key, ns(each)]),
    ),
    domains: domains.map(({bootNs, ...domain}) => ({...domain, boot: ns(bootNs)})),
    lines: lines.map(writeLine),
    devices: devices.map(writeDevice),
    counters: counters.map(({perSecond, ...counter}) => ({...counter, rates: perSecond.map(rate)})),
    buses,
    slots,
    router,
    move: moveNs === undefined ? undefined : ns(moveNs),
  });
}

const ns = (time: number) => `${time}ns`;
const rate = (perSecond: number) => `${perSecond}/s`;

function writeLine(line: LineSpec): object {
  return {...line};
}

function writeDevice({
  perSecond,
  serviceNs,
  perCall,
  lostInReset,
  d3Clears,
  disableBit,
  msi,
  registers,
  ...device
}: DeviceSpec): object {
  return {
    ...device,
    rate: rate(perSecond),
    service: ns(serviceNs),
    'per-call': perCall,
    'lost-in-reset': lostInReset,
    'd3-clears': d3Clears,
    'disable-bit': disableBit,
    msi: msi && {line: msi.line, 'lockup-after': msi.lockupAfter, watchdog: msi.watchdog},
    registers: registers && {...registers, bars: registers.bars.map(({space, bytes}) => ({space, size: bytes}))},
  };
}
