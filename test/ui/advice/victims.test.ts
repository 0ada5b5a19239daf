import {describe, expect, test} from 'vitest';
import {POLICIES} from '../../../src/machine/policy/policy.ts';
import {advance} from '../../../src/model/fold/fold.ts';
import {frame} from '../../../src/model/frame/frame.ts';
import {initialView, type View} from '../../../src/model/view/view.ts';
import {COMMAND_NAMES, COMMANDS, type MachineCommand} from '../../../src/protocol/command/command.ts';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import {SCENARIOS} from '../../../src/scenario/catalogue.ts';
import {openSimulator} from '../../../src/source/simulator/simulator.ts';
import {victims} from '../../../src/ui/advice/victims.ts';
import {S} from '../../helpers/host.ts';
import {openDesk} from '../../helpers/scene.ts';

// Every domain that loses by a command is named before it is sent: the machine is run with the command and without it.

const WARM_NS = 2 * S;
const FAULT_NS = 3 * S;
const WATCHED_NS = 1.5 * S;
/** A loss that somebody would feel: a tenth of the time. */
const FELT_NS = 0.15 * S;

// Scenarios that are too large to be run so often are like the others. Two take half of the time: many devices without a line to share, and storms
// that nothing ends; `LONG=1` runs them too.
const LONG = Boolean(process.env.LONG);
const SMALL = SCENARIOS.filter(({scenario}) => scenario.machine.domains.length <= 12)
  .map(({name}) => name)
  .filter(name => LONG || name !== 'server-msix');
const POWEREDGE = ['xen', 'linux', 'reset-first', 'rate-limit', ...(LONG ? ['naive'] : [])];
const CASES = [
  ...SMALL.map(name => [name, SCENARIOS.find(each => each.name === name)!.scenario.policy] as const),
  ...POWEREDGE.map(policy => ['poweredge-400sc', policy] as const),
];

type Machine = ReturnType<typeof openMachine>;

function openMachine(name: string, policyName: string) {
  const {scenario} = SCENARIOS.find(each => each.name === name)!;
  const policy = POLICIES.find(each => each.name === policyName)!;
  const source = openSimulator({scenario, policy, seed: 1, intervalNs: S / 10, hardware: 'assumed'});
  return {source, machine: scenario.machine};
}

/** The line that most share, its devices and domains first. */
function targets({machine}: Machine) {
  const shared = machine.lines.toSorted(
    (one, other) =>
      machine.devices.filter(({line}) => line === other.irq).length -
      machine.devices.filter(({line}) => line === one.irq).length,
  )[0].irq;
  const devices = machine.devices.toSorted((one, other) => Number(other.line === shared) - Number(one.line === shared));
  const domains = [...new Set([...devices.map(({domain}) => domain).filter(each => each !== null)])];
  return {shared, devices: devices.map(({name}) => name), domains};
}

const FAULTS: {readonly [state: string]: (of: ReturnType<typeof targets>) => MachineCommand[]} = {
  'all is well': () => [],
  'a sharer hangs': ({domains}) => [{command: 'hang_domain', domain: domains.at(domains.length > 2 ? 2 : -1)!}],
  'masked, and a pin is stuck': ({shared, devices}) => [
    {command: 'mask_line', line: shared},
    {command: 'stick_device', device: devices[0]},
  ],
};

function commands({machine}: Machine, {shared, devices, domains}: ReturnType<typeof targets>): MachineCommand[] {
  const lines = [shared, machine.lines.find(({irq}) => irq !== shared)?.irq ?? shared];
  const named = [...new Set([...domains.slice(0, 2), domains.at(-1)!, 'dom0'])].filter(name =>
    machine.domains.some(domain => domain.name === name),
  );
  const busMates = machine.devices.filter(({bus, resets}) => bus !== undefined && resets[0] === 'bus').map(d => d.name);
  const functions = [...new Set([...devices.slice(0, 2), ...busMates.slice(0, 1)])];
  return COMMAND_NAMES.flatMap((command): MachineCommand[] => {
    const row = COMMANDS[command];
    if (row.to !== 'machine') return [];
    const first = row.args[0].kind;
    const of = first === 'domain' ? named : first === 'device' ? functions : lines;
    return of.map(
      name =>
        ({
          command,
          [first]: name,
          ...(command === 'limit_line' && {count: 1}),
          ...(command === 'set_affinity' && {cpu: machine.cpus - 1}),
          ...(command === 'set_coalescing' && {gapNs: 5 * S}),
          ...(command === 'move_card' && {slot: machine.slots?.[0].name ?? 'none'}),
        }) as MachineCommand,
    );
  });
}

type Outcome = {starvedNs: Map<string, number>; out: Set<string>};

/** How long each domain starved from the first view to the last, and which are down or have a device out of service at the end. */
function outcome(from: View, to: View): Outcome {
  const starvedNs = new Map(
    to.domains.rows.map(row => [row.name, (row.starvedNs ?? 0) - (from.domains.get(row.name)?.starvedNs ?? 0)]),
  );
  const out = new Set<string>();
  for (const {name, state} of frame(to, from).domains)
    if (to.lost || to.down || !['running', 'slow'].includes(state!)) out.add(name);
  for (const {domain, inService} of to.devices.rows) if (domain !== null && inService === false) out.add(domain);
  return {starvedNs, out};
}

const fold = (view: View, records: TraceRecord[]) => advance(view, records);

describe.each(CASES)('%s under %s', (name, policy) => {
  test.each(Object.keys(FAULTS))('%s: whoever loses by a command is named', state => {
    const opened = openMachine(name, policy);
    const {source} = opened;
    const of = targets(opened);
    let view = fold(initialView(source.header), source.read(WARM_NS));
    for (const command of FAULTS[state](of)) view = fold(view, source.send!(command));
    view = fold(view, source.read(FAULT_NS));
    const here = source.snapshot!();
    const idle = outcome(view, fold(view, source.read(FAULT_NS + WATCHED_NS)));
    const unnamed: string[] = [];
    let applied = 0;
    for (const command of commands(opened, of)) {
      source.restore!(here);
      const answer = source.send!(command);
      if (answer[0].kind !== 'command_applied') continue;
      applied++;
      const known = {frame: frame(view, initialView(source.header)), hardware: source.hardware, log: view.log};
      const told = victims(known, command).join('; ');
      const {starvedNs, out} = outcome(view, fold(fold(view, answer), source.read(FAULT_NS + WATCHED_NS)));
      for (const [domain, ns] of starvedNs) {
        const loses = ns - idle.starvedNs.get(domain)! > FELT_NS || (out.has(domain) && !idle.out.has(domain));
        if (loses && !told.split(/[^\w-]+/).includes(domain))
          unnamed.push(`${JSON.stringify(command)} hurts ${domain}, and says: ${told || 'nothing'}`);
      }
    }
    expect(applied).toBeGreaterThan(10);
    expect(unnamed).toEqual([]);
  });
});

test('every command of the machine that can hurt asks first, from the menus and from the command line', () => {
  const harmless = ['resume_domain', 'start_domain'];
  const args = {domain: 'net', device: 'eth0', line: '169', slot: 'PCI1', number: '1', duration: '5ms'};
  for (const name of COMMAND_NAMES.filter(each => COMMANDS[each].to === 'machine')) {
    const desk = openDesk({policy: 'xen-2005'});
    desk.wait(2);
    desk.keys(':');
    const words = COMMANDS[name].args
      .filter(({optional}) => !optional)
      .map(({kind}) => args[kind as keyof typeof args]);
    desk.type([name, ...words].join(' '));
    desk.keys('enter');
    expect([name, desk.ui.popup?.kind === 'dialog']).toEqual([name, !harmless.includes(name)]);
    expect(desk.effects.length).toBe(harmless.includes(name) ? 1 : 0);
    if (desk.ui.popup?.kind === 'dialog') desk.keys('enter');
    expect(desk.effects.length).toBe(harmless.includes(name) ? 1 : 0);
  }
});
