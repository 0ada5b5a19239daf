import type {Command} from '../../protocol/command/command.ts';
import type {DeviceFrame} from '../../protocol/frame/frame.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';

// Whether the machine would apply a command, as far as frame, log and hardware show it. Where something is unknown, the command is offered
// and the machine decides.

type Known = Pick<Scene, 'frame' | 'hardware' | 'log'>;

/** Whether the host is up. */
export function takesCommands({frame}: Pick<Scene, 'frame'>): boolean {
  return frame.host !== 'lost' && frame.host !== 'down';
}

/** `false`: the machine would certainly refuse it. */
export function wouldApply(command: Command, known: Known): boolean {
  switch (command.command) {
    case 'reset_device':
      return hasReset(command.device, known) && !isBeingReset(command.device, known);
    case 'cycle_power':
      return canCycle(command.device, known) && !isBeingReset(command.device, known);
    case 'mask_device':
      return known.hardware?.get(command.device)?.disableBit !== false && !isMasked(command.device, known);
    case 'unmask_device':
      return isMasked(command.device, known);
    case 'use_messages':
      return canUseMessages(command.device, known) && isDriven(command.device, known);
    case 'use_pin':
      return sendsMessages(command.device, known) !== false && isDriven(command.device, known);
    case 'lock_up_messages':
      return sendsMessages(command.device, known) !== false && !happened('messages_locked_up', command.device, known);
    case 'stick_device':
      return isLevel(command.device, known) && !happened('device_stuck', command.device, known);
    case 'raise_cause':
      return deviceOf(command.device, known)?.inService !== false;
    case 'pause_domain':
      return !/^linux|handlers=kernel/.test(known.frame.policy ?? '');
    case 'start_domain':
      return !isBeingDestroyed(command.domain, known);
    default:
      return true;
  }
}

function deviceOf(device: string, {frame}: Known): DeviceFrame | undefined {
  return frame.devices.find(({name}) => name === device);
}

function hasReset(device: string, known: Known): boolean {
  return deviceOf(device, known)?.resets?.length !== 0;
}

/** The longest reset, that of a bus. */
const RESET_NS: Ns = 1.2 * NS_PER_S;

/** The end of a reset is a fact only where a driver waits for it. */
function isBeingReset(device: string, known: Known): boolean {
  const power = deviceOf(device, known)?.power;
  if (power === 'D3hot' || power === 'D3cold') return true;
  const begun = lastOf(['device_reset', 'device_probed', 'device_failed'], device, known);
  return begun?.kind === 'device_reset' && known.frame.tNs - begun.t < RESET_NS;
}

function canCycle(device: string, {hardware}: Known): boolean {
  return hardware?.get(device)?.powers.includes('D3hot') ?? true;
}

function isMasked(device: string, known: Known): boolean {
  return lastOf(['device_masked', 'device_unmasked'], device, known)?.kind === 'device_masked';
}

/** `null`: unknown. */
function sendsMessages(device: string, known: Known): boolean | null {
  const hardware = known.hardware?.get(device);
  return hardware === undefined
    ? null
    : hardware.messages !== null && deviceOf(device, known)?.line === hardware.messages;
}

function canUseMessages(device: string, known: Known): boolean {
  return known.hardware?.get(device)?.messages !== null && sendsMessages(device, known) !== true;
}

/** Whether its driver works, as far as it is known. */
function isDriven(device: string, known: Known): boolean {
  const found = deviceOf(device, known);
  const owner = known.frame.domains.find(({name}) => name === found?.domain);
  const runs = owner?.state === undefined || owner.state === 'running' || owner.state === 'slow';
  return found?.inService !== false && owner?.health !== 'down' && runs;
}

function isLevel(device: string, known: Known): boolean {
  const line = deviceOf(device, known)?.line;
  return known.frame.lines.find(({irq}) => irq === line)?.trigger !== 'edge';
}

function happened(kind: 'messages_locked_up' | 'device_stuck', device: string, known: Known): boolean {
  return lastOf([kind, 'device_reset', 'device_probed', 'device_moved', 'device_failed'], device, known)?.kind === kind;
}

function isBeingDestroyed(domain: string, known: Known): boolean {
  const kill = lastFact(known, fact =>
    fact.kind === 'command_applied'
      ? fact.command.command === 'kill_domain' && fact.command.domain === domain
      : fact.kind === 'domain_destroyed' && fact.domain === domain,
  );
  return kill?.kind === 'command_applied';
}

function lastOf(kinds: readonly Fact['kind'][], device: string, known: Known): Fact | undefined {
  return lastFact(known, fact => kinds.includes(fact.kind) && 'device' in fact && fact.device === device);
}

function lastFact({log}: Known, fits: (fact: Fact) => boolean): Fact | undefined {
  const entry = log.findLast(each => each.kind === 'fact' && fits(each.fact));
  return entry?.kind === 'fact' ? entry.fact : undefined;
}
