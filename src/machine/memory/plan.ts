import {quietingOf} from '../hardware/descriptor.ts';
import type {DeviceSpec, MachineSpec} from '../spec.ts';
import {EVENTS, type EventName} from './codes.ts';
import {BIND, CPU, DEVICE, DOMAIN, HOST, LINE} from './records.ts';

// Where everything is: names to places of records, kinds of event to slots of the queue.

export type MachinePlan = ReturnType<typeof plan>;

/** Lays out the records and the slots for a spec, which must be sound. */
export function plan(spec: MachineSpec) {
  const bindings = bindingsOf(spec);
  let places = HOST.size;
  const lay = (n: number, size: number) => Array.from({length: n}, () => (places += size) - size);
  const cpuAt = lay(spec.cpus, CPU.size);
  const lineAt = lay(spec.lines.length, LINE.size);
  const bindAt = lay(bindings.length, BIND.size);
  const domainAt = lay(spec.domains.length, DOMAIN.size);
  const deviceAt = lay(spec.devices.length, DEVICE.size);
  const lineOf = new Map(spec.lines.map((line, i) => [line.irq, lineAt[i]]));
  const domainOf = new Map(spec.domains.map((domain, i) => [domain.name, domainAt[i]]));
  const rate = spec.devices.reduce((sum, device) => sum + device.perSecond, 0);
  return {
    places,
    host: 0,
    cpuAt,
    lineAt,
    bindAt,
    domainAt,
    deviceAt,
    lineOf,
    domainOf,
    deviceOf: new Map(spec.devices.map((device, i) => [device.name, deviceAt[i]])),
    bindings: bindings.map(({line, domain}) => ({line: lineOf.get(line)!, domain: domainOf.get(domain)!})),
    bindsAt: new Map(lineAt.map((at, l) => [at, bindAt.filter((_, b) => bindings[b].line === spec.lines[l].irq)])),
    bindsOf: new Map(
      domainAt.map((at, d) => [at, bindAt.filter((_, b) => bindings[b].domain === spec.domains[d].name)]),
    ),
    devicesOf: new Map(
      domainAt.map((at, d) => [at, deviceAt.filter((_, i) => spec.devices[i].domain === spec.domains[d].name)]),
    ),
    quieting: spec.devices.map(quietingOf),
    ringPlaces: spec.devices.reduce((sum, device) => sum + device.queue, 0),
    affinity: affinityBounds(spec),
    ...slotTable({
      cpu_done: cpuAt,
      arrival: deviceAt,
      time_limit: lineAt,
      domain_timer: domainAt,
      reset_step: deviceAt,
      guest_poll: bindAt,
      kernel_poll: lineAt,
      limit_end: lineAt,
      message_watchdog: deviceAt,
      coalesced_ask: deviceAt,
      limiter: [0],
      host_up: [0],
    }),
    // About eight events to an interrupt (engine.md: any tick within 0.06 to 64 mean gaps is fine).
    meanGapNs: Math.max(1, Math.floor(1e9 / Math.max(1, rate * 8))),
  };
}

/**
 * Domains on lines, in the order of their first devices: that is the order in which they bind at the start. Behind them those that a
 * command can make: a device at another slot, or with messages.
 */
function bindingsOf(spec: MachineSpec): {line: string; domain: string}[] {
  const bindings = new Map<string, {line: string; domain: string}>();
  const add = (line: string, domain: string) => {
    const key = `${line}\n${domain}`;
    if (!bindings.has(key)) bindings.set(key, {line, domain});
  };
  for (const {line, domain} of spec.devices) if (domain !== null) add(line, domain);
  for (const device of spec.devices)
    if (device.domain !== null) for (const line of otherLines(spec, device)) add(line, device.domain);
  return [...bindings.values()];
}

function otherLines({slots = [], router = {}}: MachineSpec, {slot, msi}: DeviceSpec): string[] {
  const reached = slot === undefined ? [] : slots.map(({link}) => router[link]);
  return [...new Set([...reached, ...(msi ? [msi.line] : [])])];
}

/** Upper bounds on a 32-bit draw, by number of line and CPU. */
function affinityBounds(spec: MachineSpec): Float64Array {
  const bounds = new Float64Array(spec.lines.length * spec.cpus);
  for (const [l, {affinity}] of spec.lines.entries()) {
    const total = affinity.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    for (const [cpu, weight] of affinity.entries()) {
      sum += weight;
      bounds[l * spec.cpus + cpu] = Math.floor((sum / total) * 2 ** 32);
    }
  }
  return bounds;
}

/** A slot of the event queue for each record that an event can be about. */
function slotTable(recordsOf: {readonly [event in EventName]: readonly number[]}) {
  let slots = 0;
  const first = (event: EventName) => (slots += recordsOf[event].length) - recordsOf[event].length;
  return {
    firstSlot: Object.fromEntries(EVENTS.map(event => [event, first(event)])) as {[event in EventName]: number},
    slots,
    slotKind: Uint8Array.from(EVENTS.flatMap((event, kind) => recordsOf[event].map(() => kind))),
    slotRecord: Int32Array.from(EVENTS.flatMap(event => recordsOf[event])),
  };
}
