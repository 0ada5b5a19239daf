import type {MachineCommand} from '../../protocol/command/command.ts';
import {RESET_METHODS, type ResetMethod} from '../../protocol/words.ts';
import {noteFact} from '../counted/facts.ts';
import {canSend} from '../hardware/assumed-hardware.ts';
import {moveCard, refusesMove} from '../life/outage.ts';
import {beginCycle, beginReset} from '../life/reset.ts';
import {rewirePin, useMessages} from '../life/wiring.ts';
import {deviceName, domainName} from '../memory/names.ts';
import {isHealthy} from '../memory/queries.ts';
import {BIND, DEVICE, LINE} from '../memory/records.ts';
import {type Machine, meanNs} from '../memory/state.ts';
import type {DeviceSpec} from '../spec.ts';
import {enableDevice} from '../supervisor/silence-device.ts';
import {lowerPin, raiseCause, requestInterrupt, scheduleArrival} from '../wire/device.ts';
import {type CommandRules, isWhole} from './rule.ts';

const STORM_PER_S = 100_000;

type DeviceCommand = Extract<MachineCommand, {device: string}>;

/** What an operator can do to a device. */
export const DEVICE_COMMANDS: CommandRules<DeviceCommand> = {
  reset_device: {
    refuses: (m, device, {device: name, method}) =>
      refusesReset(m, specOf(m, device), method) ?? unlessAwake(m, device, name),
    run: (m, device, {method}) => beginReset(m, device, method ?? specOf(m, device).resets[0]),
  },
  cycle_power: {
    refuses: (m, device, {device: name}) =>
      hasPowerStates(specOf(m, device))
        ? unlessAwake(m, device, name)
        : `${name} is a function of the chipset without power states`,
    run: (m, device) => beginCycle(m, device),
  },
  mask_device: {
    refuses: (m, device, {device: name}) =>
      !specOf(m, device).disableBit
        ? `${name} has no interrupt disable bit`
        : m.ints[device + DEVICE.operatorOff]
          ? `${name} is masked already`
          : null,
    run(m, device, {device: name}) {
      m.ints[device + DEVICE.operatorOff] = 1;
      m.ints[device + DEVICE.off] = 1;
      lowerPin(m, device);
      noteFact(m, {kind: 'device_masked', device: name});
    },
  },
  unmask_device: {
    refuses: (m, device, {device: name}) => (m.ints[device + DEVICE.operatorOff] ? null : `${name} is not masked`),
    run(m, device, {device: name}) {
      m.ints[device + DEVICE.operatorOff] = 0;
      noteFact(m, {kind: 'device_unmasked', device: name});
      enableDevice(m, device);
    },
  },
  set_coalescing: {
    refuses: (_m, _device, {gapNs}) => (isWhole(gapNs, 1e10) ? null : 'the gap is a whole number of ns, up to 10 s'),
    run(m, device, {device: name, gapNs}) {
      m.times[(device >> 1) + DEVICE.gapNs] = gapNs;
      noteFact(m, {kind: 'coalescing_set', device: name, gapNs});
    },
  },
  use_messages: {
    refuses(m, device, {device: name}) {
      const spec = specOf(m, device);
      if (spec.msi === undefined) return `${name} can not send messages`;
      if (!canSend(m.spec, spec)) return `${name} stands behind a bridge that passes no messages on`;
      return m.ints[device + DEVICE.messages] ? `${name} sends messages already` : unlessDriven(m, device, name);
    },
    run: (m, device) => useMessages(m, device),
  },
  use_pin: {
    refuses: (m, device, {device: name}) =>
      m.ints[device + DEVICE.messages] ? unlessDriven(m, device, name) : `${name} uses its pin already`,
    run: (m, device) => rewirePin(m, device),
  },
  move_card: {
    refuses: (m, device, {device: name, slot}) => refusesMove(m, device, name, slot),
    run: (m, device, {slot}) => moveCard(m, device, slot),
  },
  raise_cause: {
    refuses: (m, device, {device: name}) =>
      m.ints[device + DEVICE.inService] ? null : `${name} is out of service and asks for nothing`,
    run(m, device, {device: name}) {
      noteFact(m, {kind: 'cause_raised', device: name});
      raiseCause(m, device);
    },
  },
  storm_device: {
    refuses: (_m, _device, {perSecond = STORM_PER_S}) =>
      isWhole(perSecond, 1e8) ? null : 'the rate is a whole number a second, up to 100000000',
    run: (m, device, {perSecond = STORM_PER_S}) => storm(m, device, perSecond),
  },
  stick_device: {
    refuses: (m, device, {device: name}) =>
      !m.ints[m.ints[device + DEVICE.line] + LINE.level]
        ? `${name} has no level to hold: it sends edges`
        : m.ints[device + DEVICE.stuck]
          ? `${name} is stuck already`
          : null,
    run(m, device, {device: name}) {
      m.ints[device + DEVICE.stuck] = 1;
      noteFact(m, {kind: 'device_stuck', device: name});
      requestInterrupt(m, device);
    },
  },
  lock_up_messages: {
    refuses: (m, device, {device: name}) =>
      !m.ints[device + DEVICE.messages]
        ? `${name} sends no messages`
        : m.ints[device + DEVICE.mute]
          ? `the messages of ${name} have locked up already`
          : null,
    run(m, device, {device: name}) {
      m.ints[device + DEVICE.mute] = 1;
      noteFact(m, {kind: 'messages_locked_up', device: name});
    },
  },
};

function refusesReset(m: Machine, {name, resets, slot}: DeviceSpec, wanted: ResetMethod | undefined): string | null {
  if (wanted === 'd3cold' && !resets.includes('d3cold'))
    return m.spec.slots?.find(each => each.name === slot)?.power
      ? `${name} has no d3cold reset`
      : `${name} can not be switched off: D3cold needs a slot whose power can be switched`;
  if (resets.length === 0) return `${name} has no usable reset`;
  if (wanted !== undefined && !RESET_METHODS.includes(wanted)) return `there is no reset ${wanted}`;
  if (wanted !== undefined && !resets.includes(wanted))
    return `${name} has no ${wanted} reset, only ${resets.join(', ')}`;
  return null;
}

function hasPowerStates({bus, resets, d3Clears}: DeviceSpec): boolean {
  return bus !== undefined || resets.includes('pm') || d3Clears !== undefined;
}

function unlessAwake(m: Machine, device: number, name: string): string | null {
  return m.ints[device + DEVICE.resetting] === 0 ? null : `${name} is being reset already`;
}

/** Only a driver that works changes how its device interrupts. */
function unlessDriven(m: Machine, device: number, name: string): string | null {
  const bind = m.ints[device + DEVICE.bind];
  if (bind < 0 || (isHealthy(m, m.ints[bind + BIND.domain]) && m.ints[device + DEVICE.inService])) return null;
  return `${domainName(m, m.ints[bind + BIND.domain])} does not drive ${name} now`;
}

function storm(m: Machine, device: number, perSecond: number): void {
  const {ints, times} = m;
  times[(device >> 1) + DEVICE.meanNs] = meanNs(perSecond === 0 ? specOf(m, device).perSecond : perSecond);
  noteFact(m, {kind: 'device_storms', device: deviceName(m, device), perSecond});
  if (!ints[device + DEVICE.inService] || ints[device + DEVICE.stalled] || ints[device + DEVICE.inD3]) return;
  m.queue.cancel(ints[device + DEVICE.arrivalSlot]);
  scheduleArrival(m, device);
}

function specOf(m: Machine, device: number): DeviceSpec {
  return m.spec.devices[m.ints[device + DEVICE.index]];
}
