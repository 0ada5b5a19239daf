import type {DeviceEntry, Document, LineEntry} from '../format/document.ts';
import {lineOf} from '../machine.ts';
import type {Fault, Path} from './fault.ts';
import {missingName} from './names.ts';

/** Devices whose pin reaches no line, whose domain does not exist, or whose resets contradict each other. */
export function deviceFaults(document: Document): Fault[] {
  const lines = new Set(document.lines.map(({irq}) => irq));
  const domains = new Set(document.domains.map(({name}) => name));
  return document.devices.flatMap((device, at) => [
    ...pinFaults(device, document, lines, ['devices', at]),
    ...(device.domain === null || domains.has(device.domain)
      ? []
      : missingName('domain', device.domain, [...domains], ['devices', at, 'domain'], device.name)),
    ...resetFaults(device, ['devices', at]),
  ]);
}

function pinFaults(device: DeviceEntry, document: Document, lines: Set<string>, path: Path): Fault[] {
  const {name, line, slot, msi} = device;
  const wired = lineOf({...device, line: undefined}, document);
  if (msi !== undefined && !lines.has(msi.line))
    return missingName('line', msi.line, [...lines], [...path, 'msi', 'line'], name);
  if (line !== undefined && !lines.has(line)) return missingName('line', line, [...lines], [...path, 'line'], name);
  if (line !== undefined && wired !== undefined && line !== wired)
    return [
      {
        path: [...path, 'line'],
        sentence: `${name} names line ${line}, but the pin of its slot ${slot} reaches line ${wired}`,
      },
    ];
  if (line === undefined && slot === undefined)
    return [{path, sentence: `${name} has no line; write line: IRQ, or slot: NAME`}];
  return [];
}

function resetFaults({name, resets, ...device}: DeviceEntry, path: Path): Fault[] {
  const faults: Fault[] = [];
  if (device['lost-in-reset'] && resets.length === 0)
    faults.push({path: [...path, 'lost-in-reset'], sentence: `${name} has lost-in-reset, but no resets`});
  const again = resets.find((method, at) => resets.indexOf(method) < at);
  if (again !== undefined) faults.push({path: [...path, 'resets'], sentence: `${name} lists the reset ${again} twice`});
  return faults;
}

/** Lines with too many owners: an exclusive line has one domain, a line of messages one device. */
export function ownerFaults(document: Document): Fault[] {
  const users = usersOf(document);
  return document.lines.flatMap((line, at) => ownerFault(line, users.get(line.irq) ?? [], ['lines', at]));
}

type User = {device: string; domain: string | null; message?: true};

/** The devices that use each line, with their pins or messages. */
function usersOf(document: Document): Map<string, User[]> {
  const users = new Map<string, User[]>();
  const add = (irq: string, user: User) => users.set(irq, [...(users.get(irq) ?? []), user]);
  for (const device of document.devices) {
    const {name, domain, msi} = device;
    const line = lineOf(device, document);
    if (line !== undefined) add(line, {device: name, domain});
    if (msi !== undefined) add(msi.line, {device: name, domain, message: true});
  }
  return users;
}

function ownerFault({irq, chip, exclusive}: LineEntry, users: User[], path: Path): Fault[] {
  const [first, ...others] = users;
  if (first === undefined) return [];
  const messages = chip.startsWith('PCI-MSI');
  if (messages && others.length > 0)
    return [
      {
        path,
        sentence: `line ${irq} carries messages, so it can have only one device; it has ${first.device} and ${others[0].device}`,
      },
    ];
  if (!messages && users.some(user => user.message))
    return [
      {path, sentence: `line ${irq} carries messages, but its chip is ${chip}; write chip: PCI-MSI/-X or PCI-MSI`},
    ];
  const second = others.find(({domain}) => domain !== first.domain);
  if (!exclusive || second === undefined) return [];
  const owners = [first, second].map(({domain, device}) => `${domain ?? 'the supervisor'} (${device})`);
  return [
    {path: [...path, 'exclusive'], sentence: `line ${irq} is exclusive, but has two owners: ${owners.join(' and ')}`},
  ];
}
