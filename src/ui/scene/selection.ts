import type {DeviceFrame, DomainFrame, Frame, LineFrame} from '../../protocol/frame/frame.ts';
import type {Scene} from './scene.ts';
import type {Selected} from './ui-state.ts';

/** The targets of commands: a line, a domain and a device, which belong together as far as possible. */
export type Selection = {line?: LineFrame; domain?: DomainFrame; device?: DeviceFrame};

/**
 * The selection by name, completed: at first the line that most devices share, and its last device with its domain, because faults
 * show most there.
 */
export function selection({frame, ui}: Pick<Scene, 'frame' | 'ui'>): Selection {
  const known = found.get(frame);
  if (known?.selected === ui.selected) return known.selection;
  const looked = lookUp(frame, ui.selected);
  found.set(frame, {selected: ui.selected, selection: looked});
  return looked;
}

// Every part of the screen uses it, and a big host has thousands of devices to search.
const found = new WeakMap<Frame, {selected: Selected; selection: Selection}>();

function lookUp(frame: Frame, selected: Selected): Selection {
  const line = lineOf(frame, selected.line) ?? mostShared(frame);
  const device = deviceOf(frame, selected.device) ?? devicesOn(frame, line).at(-1);
  const domain = domainOf(frame, selected.domain) ?? domainOf(frame, device?.domain) ?? frame.domains[0];
  return {line, domain, device};
}

/** A line was chosen: domain and device stay if they are on it; else the last domain that it waits for, or the last one on it. */
export function selectLine(frame: Frame, irq: string, {domain, device}: Selection): Selected {
  const line = lineOf(frame, irq);
  const devices = devicesOn(frame, line);
  const bound = line?.waitsFor?.length ? line.waitsFor : (line?.domains ?? []);
  const stays = domain !== undefined && line?.domains?.includes(domain.name);
  const chosen = stays ? domain.name : (bound.at(-1) ?? devices.at(-1)?.domain ?? null);
  const own = devices.findLast(each => each.domain === chosen) ?? devices.at(-1);
  const kept = device?.line === irq && device.domain === chosen ? device : own;
  return {line: irq, domain: chosen, device: kept?.name ?? null};
}

/** A domain was chosen: the line that it has not acknowledged; else the line stays if the domain is on it; else the busiest of its lines. */
export function selectDomain(frame: Frame, name: string, {line, device}: Selection): Selected {
  const own = frame.devices.filter(each => each.domain === name);
  const unacked = frame.domains.find(each => each.name === name)?.unacked?.[0];
  const here = line !== undefined && own.some(each => each.line === line.irq);
  const irq = unacked ?? (here ? line.irq : (busiest(frame, own) ?? line?.irq ?? null));
  const onLine = own.filter(each => each.line === irq);
  const kept = onLine.find(each => each.name === device?.name) ?? onLine[0] ?? own[0];
  return {line: irq, domain: name, device: kept?.name ?? null};
}

/** A device was chosen: its domain and its line are selected too. */
export function selectDevice(frame: Frame, name: string): Selected {
  const device = deviceOf(frame, name);
  return {line: device?.line ?? null, domain: device?.domain ?? null, device: name};
}

/** The devices wired to a line, in the order of their handlers. */
export function devicesOn(frame: Frame, line: LineFrame | undefined): DeviceFrame[] {
  return (line?.devices ?? []).map(name => deviceOf(frame, name)).filter(device => device !== undefined);
}

function mostShared({lines}: Frame): LineFrame | undefined {
  const count = (line: LineFrame) => line.devices?.length ?? 0;
  return lines.reduce<LineFrame | undefined>(
    (best, line) => (best && count(best) >= count(line) ? best : line),
    undefined,
  );
}

function busiest(frame: Frame, devices: readonly DeviceFrame[]): string | undefined {
  const lines = devices.map(device => lineOf(frame, device.line)).filter(line => line !== undefined);
  return lines.toSorted((one, other) => (other.rate ?? 0) - (one.rate ?? 0))[0]?.irq;
}

function lineOf({lines}: Frame, irq: string | null | undefined): LineFrame | undefined {
  return lines.find(line => line.irq === irq);
}

function domainOf({domains}: Frame, name: string | null | undefined): DomainFrame | undefined {
  return domains.find(domain => domain.name === name);
}

function deviceOf({devices}: Frame, name: string | null | undefined): DeviceFrame | undefined {
  return devices.find(device => device.name === name);
}
