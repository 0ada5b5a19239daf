import type {MachineCommand} from '../../protocol/command.ts';
import {RESET_METHODS, type ResetMethod} from '../../protocol/words.ts';
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
import {ask, lowerPin, raiseCause, scheduleArrival} from '../wire/device.ts';
import {isWhole} from './command.ts';

const STORM_PER_S = 100_000;

export type DeviceCommand = Extract<MachineCommand, {device: string}>;

/** As `apply`, of a command that names a device. */
export function withDevice(m: Machine, command: DeviceCommand): string | null {
  const device = m.plan.deviceOf.get(command.device);
  if (device === undefined) return `there is no device ${command.device}`;
  const row = DEVICE_COMMANDS[command.command] as Row<DeviceCommand>;
  const spec = m.spec.devices[m.ints[device + DEVICE.index]];
  const reason = row.refuses(m, device, spec, command);
  if (reason === null) row.run(m, device, command);
  return reason;
}

/** The reason against it, and what it does. */
type Row<C> = {
  refuses(m: Machine, device: number, spec: DeviceSpec, command: C): string | null;
  run(m: Machine, device: number, command: C): void;
};

const DEVICE_COMMANDS: {readonly [name in DeviceCommand['command']]: Row<Extract<DeviceCommand, {command: name}>>} = {
  reset_device: {
    refuses: (m, device, spec, {method}) => refusesReset(m, spec, method) ?? unlessAwake(m, device, spec),
    run: (m, device, {method}) => beginReset(m, device, method ?? best(m, device)),
  },
  cycle_power: {
    refuses: (m, device, spec) =>
      spec.bus === undefined && !spec.resets.includes('pm') && spec.d3Clears === undefined
        ? `${spec.name} is a function of the chipset without power states`
        : unlessAwake(m, device, spec),
    run: (m, device) => beginCycle(m, device),
  },
  mask_device: {
    refuses: (m, device, spec) =>
      !spec.disableBit
        ? `${spec.name} has no interrupt disable bit`
        : m.ints[device + DEVICE.operatorOff]
          ? `${spec.name} is masked already`
          : null,
    run: (m, device) => {
      m.ints[device + DEVICE.operatorOff] = 1;
      m.ints[device + DEVICE.off] = 1;
      lowerPin(m, device);
      m.facts.push({t: m.clock[0], kind: 'device_masked', device: deviceName(m, device)});
    },
  },
  unmask_device: {
    refuses: (m, device, spec) => (m.ints[device + DEVICE.operatorOff] ? null : `${spec.name} is not masked`),
    run: (m, device) => {
      m.ints[device + DEVICE.operatorOff] = 0;
      m.facts.push({t: m.clock[0], kind: 'device_unmasked', device: deviceName(m, device)});
      enableDevice(m, device);
    },
  },
  set_coalescing: {
    refuses: (_, __, ___, {gapNs}) => (isWhole(gapNs, 1e10) ? null : 'the gap is a whole number of ns, up to 10 s'),
    run: (m, device, {gapNs}) => {
      m.times[(device >> 1) + DEVICE.gapNs] = gapNs;
      m.facts.push({t: m.clock[0], kind: 'coalescing_set', device: deviceName(m, device), gapNs});
    },
  },
  use_messages: {
    refuses: (m, device, spec) =>
      spec.msi === undefined
        ? `${spec.name} can not send messages`
        : !canSend(m.spec, spec)
          ? `${spec.name} stands behind a bridge that passes no messages on`
          : m.ints[device + DEVICE.messages]
            ? `${spec.name} sends messages already`
            : unlessDriven(m, device, spec),
    run: (m, device) => useMessages(m, device),
  },
  use_pin: {
    refuses: (m, device, spec) =>
      m.ints[device + DEVICE.messages] ? unlessDriven(m, device, spec) : `${spec.name} uses its pin already`,
    run: (m, device) => rewirePin(m, device),
  },
  move_card: {
    refuses: (m, device, spec, {slot}) => refusesMove(m, device, spec.name, slot),
    run: (m, device, {slot}) => moveCard(m, device, slot),
  },
  raise_cause: {
    refuses: (m, device, spec) =>
      m.ints[device + DEVICE.inService] ? null : `${spec.name} is out of service and asks for nothing`,
    run: (m, device) => {
      m.facts.push({t: m.clock[0], kind: 'cause_raised', device: deviceName(m, device)});
      raiseCause(m, device);
    },
  },
  storm_device: {
    refuses: (_, __, ___, {perSecond = STORM_PER_S}) =>
      isWhole(perSecond, 1e8) ? null : 'the rate is a whole number a second, up to 100000000',
    run: (m, device, {perSecond = STORM_PER_S}) => storm(m, device, perSecond),
  },
  stick_device: {
    refuses: (m, device, spec) =>
      !m.ints[m.ints[device + DEVICE.line] + LINE.level]
        ? `${spec.name} has no level to hold: it sends edges`
        : m.ints[device + DEVICE.stuck]
          ? `${spec.name} is stuck already`
          : null,
    run: (m, device) => {
      m.ints[device + DEVICE.stuck] = 1;
      m.facts.push({t: m.clock[0], kind: 'device_stuck', device: deviceName(m, device)});
      ask(m, device);
    },
  },
  lock_up_messages: {
    refuses: (m, device, spec) =>
      !m.ints[device + DEVICE.messages]
        ? `${spec.name} sends no messages`
        : m.ints[device + DEVICE.mute]
          ? `the messages of ${spec.name} have locked up already`
          : null,
    run: (m, device) => {
      m.ints[device + DEVICE.mute] = 1;
      m.facts.push({t: m.clock[0], kind: 'messages_locked_up', device: deviceName(m, device)});
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

function unlessAwake(m: Machine, device: number, {name}: DeviceSpec): string | null {
  return m.ints[device + DEVICE.resetting] === 0 ? null : `${name} is being reset already`;
}

/** Only a driver that works changes how its device interrupts. */
function unlessDriven(m: Machine, device: number, {name}: DeviceSpec): string | null {
  const bind = m.ints[device + DEVICE.bind];
  if (bind < 0 || (isHealthy(m, m.ints[bind + BIND.domain]) && m.ints[device + DEVICE.inService])) return null;
  return `${domainName(m, m.ints[bind + BIND.domain])} does not drive ${name} now`;
}

function best(m: Machine, device: number): ResetMethod {
  return m.spec.devices[m.ints[device + DEVICE.index]].resets[0];
}

function storm(m: Machine, device: number, perSecond: number): void {
  const {ints, times} = m;
  const spec = m.spec.devices[ints[device + DEVICE.index]];
  times[(device >> 1) + DEVICE.meanNs] = meanNs(perSecond === 0 ? spec.perSecond : perSecond);
  m.facts.push({t: m.clock[0], kind: 'device_storms', device: deviceName(m, device), perSecond});
  if (!ints[device + DEVICE.inService] || ints[device + DEVICE.stalled] || ints[device + DEVICE.inD3]) return;
  m.queue.cancel(ints[device + DEVICE.arrivalSlot]);
  scheduleArrival(m, device);
}
