import type {DeviceKeyframe, DomainKeyframe, Keyframe, LineKeyframe} from '../protocol/keyframe.ts';
import {STATES} from './accounts.ts';
import {CRASHED, DOMAIN_STATES, HUNG, PAUSED} from './domain.ts';
import {asserted, boundTo, counterTotal, DEVICE_COUNTS} from './sample.ts';
import type {Machine} from './state.ts';

/** The wiring, totals and states of the machine now; to be taken right after a sample, so that totals and samples agree. */
export function keyframeOf(m: Machine): Keyframe {
  return {
    kind: 'keyframe',
    t: m.queue.now(),
    cpus: Array.from({length: m.plan.cpus}, (_, cpu) => cpu),
    lines: [...m.spec.lines.map((_, line) => lineOf(m, line)), ...m.spec.counters.map((_, row) => counterOf(m, row))],
    domains: m.spec.domains.map((_, domain) => domainOf(m, domain)),
    devices: m.spec.devices.map((_, device) => deviceOf(m, device)),
  };
}

function lineOf(m: Machine, line: number): LineKeyframe {
  const {irq, chip, trigger} = m.spec.lines[line];
  const from = line * m.plan.cpus;
  return {
    irq,
    chip,
    trigger,
    devices: m.spec.devices.filter(device => device.line === irq).map(device => device.name),
    domains: boundTo(m, line, false),
    state: STATES[m.lines.state[line]],
    stateSinceNs: m.lines.stateSince[line],
    owedBy: boundTo(m, line, true),
    perCpu: Array.from(m.lines.counts.subarray(from, from + m.plan.cpus)),
  };
}

function counterOf(m: Machine, row: number): LineKeyframe {
  const {irq, title} = m.spec.counters[row];
  const perCpu = Array.from({length: m.plan.cpus}, (_, cpu) => counterTotal(m, row, cpu, m.queue.now()));
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

function domainOf(m: Machine, domain: number): DomainKeyframe {
  const {id, name} = m.spec.domains[domain];
  const state = DOMAIN_STATES[m.doms.state[domain]];
  const row: DomainKeyframe = {
    id,
    name,
    down: m.doms.state[domain] >= CRASHED && m.doms.state[domain] !== PAUSED,
    restarts: m.doms.restarts[domain],
    state,
  };
  if (m.doms.state[domain] === HUNG) row.hang = m.doms.deaf[domain] ? 'deaf' : 'stuck';
  return row;
}

function deviceOf(m: Machine, device: number): DeviceKeyframe {
  const {name, line, domain} = m.spec.devices[device];
  return {
    name,
    line,
    domain,
    power: m.devs.inD3[device] ? 'D3hot' : 'D0',
    asserted: asserted(m, device) === 1,
    inService: m.devs.inService[device] === 1,
    ...Object.fromEntries(DEVICE_COUNTS.map((count, i) => [count, m.devs.totals[device * DEVICE_COUNTS.length + i]])),
  };
}
