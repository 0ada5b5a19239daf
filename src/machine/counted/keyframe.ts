import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from '../../protocol/record/keyframe.ts';
import {DOMAIN_STATES, HANGS, LINE_STATES, POWERS} from '../../protocol/words.ts';
import {DOMAIN_STATE} from '../memory/codes.ts';
import {deviceName, lineName} from '../memory/names.ts';
import {DEVICE, DOMAIN, HOST, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import type {DeviceSpec, DomainSpec, LineSpec, MachineSpec} from '../spec.ts';
import {asserted, DEVICE_COUNTS} from './device-sample.ts';
import {boundTo, countedUpTo} from './line-sample.ts';
import {owedBy} from './owed.ts';

/** The wiring, totals and states of the machine now; to be taken right after a sample, so that totals and samples agree. */
export function keyframeOf(m: Machine): Keyframe {
  const {spec, plan} = m;
  return {
    kind: 'keyframe',
    t: m.clock[0],
    ...(m.ints[plan.host + HOST.down] && {down: true as const}),
    cpus: Array.from({length: spec.cpus}, (_, cpu) => cpu),
    lines: [
      ...spec.lines.map((line, i) => lineOf(m, line, plan.lineAt[i])),
      ...spec.counters.map(row => counterOf(m, row)),
    ],
    domains: spec.domains.map((domain, i) => domainOf(m, domain, plan.domainAt[i])),
    devices: spec.devices.map((device, i) => deviceOf(m, device, plan.deviceAt[i])),
  };
}

function lineOf(m: Machine, {irq, chip, trigger}: LineSpec, line: number): LineKeyframe {
  const cpus = m.spec.cpus;
  const from = m.ints[line + LINE.index] * cpus;
  return {
    irq,
    chip,
    trigger,
    devices: m.plan.deviceAt
      .filter(device => m.ints[device + DEVICE.line] === line)
      .map(device => deviceName(m, device)),
    domains: boundTo(m, line),
    state: LINE_STATES[m.ints[line + LINE.state]],
    stateSinceNs: m.times[(line >> 1) + LINE.stateSince],
    owedBy: owedBy(m, line),
    perCpu: Array.from(m.counts.subarray(from, from + cpus)),
  };
}

function counterOf(m: Machine, {irq, title, perSecond}: MachineSpec['counters'][number]): LineKeyframe {
  const perCpu = perSecond.map(rate => countedUpTo(rate, m.clock[0]));
  return {
    irq,
    counter: true,
    chip: title,
    trigger: null,
    devices: [],
    domains: null,
    state: null,
    owedBy: null,
    perCpu,
  };
}

function domainOf(m: Machine, {id, name}: DomainSpec, domain: number): DomainKeyframe {
  const state = m.ints[domain + DOMAIN.state];
  const row: DomainKeyframe = {
    id,
    name,
    down: state >= DOMAIN_STATE.crashed && state !== DOMAIN_STATE.paused,
    restarts: m.ints[domain + DOMAIN.restarts],
    state: DOMAIN_STATES[state],
  };
  if (state === DOMAIN_STATE.hung) row.hang = HANGS[m.ints[domain + DOMAIN.hang] - 1];
  return row;
}

function deviceOf(m: Machine, {name, domain, resets}: DeviceSpec, device: number): DeviceKeyframe {
  const totals = DEVICE_COUNTS.map((count, i) => [count, m.times[(device >> 1) + DEVICE.totals + i]]);
  return {
    name,
    line: lineName(m, m.ints[device + DEVICE.line]),
    domain,
    power: POWERS[m.ints[device + DEVICE.inD3]],
    asserted: asserted(m, device),
    resets: [...resets],
    inService: m.ints[device + DEVICE.inService] === 1,
    ...Object.fromEntries(totals),
  };
}
