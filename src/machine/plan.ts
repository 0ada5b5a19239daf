import type {MachineSpec} from './spec.ts';

// Names become indexes once, when a machine is built. A binding is a domain on a line, however many of its devices are wired
// there; it exists for good, bound or not.

/** What a slot of the event queue stands for; its entity is told by `slotEntity`. */
export const CPU_DONE = 0;
export const ARRIVAL = 1;
export const FORCED_EOI = 2;
export const DOMAIN_TIMER = 3;
export const DEVICE_TIMER = 4;
export const GUEST_POLL = 5;

export type Plan = ReturnType<typeof plan>;

/** Resolves the names of a spec and lays out the slots of the event queue. The spec must be sound. */
export function plan(spec: MachineSpec) {
  const lineOf = new Map(spec.lines.map((line, i) => [line.irq, i]));
  const domainOf = new Map(spec.domains.map((domain, i) => [domain.name, i]));
  const deviceOf = new Map(spec.devices.map((device, i) => [device.name, i]));
  const wiring = wire(spec, lineOf, domainOf);
  const counts = [
    spec.cpus,
    spec.devices.length,
    spec.lines.length,
    spec.domains.length,
    spec.devices.length,
    wiring.bindLine.length,
  ];
  const slots = counts.reduce((sum, n) => sum + n, 0);
  const rate = spec.devices.reduce((sum, device) => sum + device.perSecond, 0);
  return {
    cpus: spec.cpus,
    lines: spec.lines.length,
    domains: spec.domains.length,
    devices: spec.devices.length,
    binds: wiring.bindLine.length,
    lineOf,
    domainOf,
    deviceOf,
    ...wiring,
    ...rings(spec),
    ...affinity(spec),
    ...slotTable(counts, slots),
    slots,
    // About eight events to an interrupt (engine.md: any tick within 0.06 to 64 mean gaps is fine).
    meanGapNs: Math.max(1, Math.floor(1e9 / Math.max(1, rate * 8))),
    level: Uint8Array.from(spec.lines, line => (line.trigger === 'level' ? 1 : 0)),
    domCpu: Int32Array.from(spec.domains, domain => domain.cpu),
    serviceNs: Int32Array.from(spec.devices, device => device.serviceNs),
    queueMax: Int32Array.from(spec.devices, device => device.queue),
    closed: Uint8Array.from(spec.devices, device => (device.loop === 'closed' ? 1 : 0)),
    periodic: Uint8Array.from(spec.devices, device => (device.arrivals === 'periodic' ? 1 : 0)),
    meanNs: Float64Array.from(spec.devices, device => (device.perSecond > 0 ? 1e9 / device.perSecond : 0)),
  };
}

/** Devices to lines and bindings; the bindings of a line stand in the order of their first device. */
function wire(spec: MachineSpec, lineOf: Map<string, number>, domainOf: Map<string, number>) {
  const devLine: number[] = [];
  const devBind: number[] = [];
  const bindLine: number[] = [];
  const bindDomain: number[] = [];
  const bindDevices: number[][] = [];
  const ownDevices: number[][] = spec.lines.map(() => []);
  spec.devices.forEach((device, d) => {
    const line = lineOf.get(device.line)!;
    const domain = device.domain === null ? -1 : domainOf.get(device.domain)!;
    devLine.push(line);
    if (domain < 0) {
      ownDevices[line].push(d);
      devBind.push(-1);
      return;
    }
    let bind = bindLine.findIndex((l, b) => l === line && bindDomain[b] === domain);
    if (bind < 0) {
      bind = bindLine.push(line) - 1;
      bindDomain.push(domain);
      bindDevices.push([]);
    }
    bindDevices[bind].push(d);
    devBind.push(bind);
  });
  return {
    devLine: Int32Array.from(devLine),
    devBind: Int32Array.from(devBind),
    bindLine: Int32Array.from(bindLine),
    bindDomain: Int32Array.from(bindDomain),
    /** Devices of each binding, in the order of their handlers. */
    bindDevices: bindDevices.map(list => Int32Array.from(list)),
    /** Devices on each line that the supervisor handles itself. */
    ownDevices: ownDevices.map(list => Int32Array.from(list)),
    /** Bindings of each domain. */
    domBinds: spec.domains.map((_, d) => Int32Array.from(bindLine.keys()).filter(b => bindDomain[b] === d)),
  };
}

function rings(spec: MachineSpec) {
  let ringPlaces = 0;
  const ringAt = Int32Array.from(spec.devices, device => (ringPlaces += device.queue) - device.queue);
  return {ringAt, ringPlaces};
}

/** Upper bounds on a 32-bit draw, by line and CPU; a line that goes to one CPU needs no draw. */
function affinity(spec: MachineSpec) {
  const bounds = new Float64Array(spec.lines.length * spec.cpus);
  const only = new Int32Array(spec.lines.length).fill(-1);
  spec.lines.forEach((line, l) => {
    const total = line.affinity.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    line.affinity.forEach((weight, cpu) => {
      sum += weight;
      bounds[l * spec.cpus + cpu] = Math.floor((sum / total) * 2 ** 32);
      if (weight === total) only[l] = cpu;
    });
  });
  return {affinityBounds: bounds, onlyCpu: only};
}

function slotTable(counts: number[], slots: number) {
  const slotKind = new Uint8Array(slots);
  const slotEntity = new Int32Array(slots);
  const slotBase = new Int32Array(counts.length);
  let slot = 0;
  counts.forEach((n, kind) => {
    slotBase[kind] = slot;
    for (let entity = 0; entity < n; entity++, slot++) {
      slotKind[slot] = kind;
      slotEntity[slot] = entity;
    }
  });
  return {slotKind, slotEntity, slotBase};
}
