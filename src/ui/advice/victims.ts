import type {Command, MachineCommand} from '../../protocol/command/command.ts';
import {
  allDomains,
  alsoReset,
  assertsAgain,
  deaf,
  died,
  firstNames,
  neighbours,
  onLine,
  orphans,
  outOfService,
  ownerOf,
  revived,
  sharing,
  silenced,
  takesCpu,
  unmasked,
  type VictimScene,
  withoutToolstack,
} from './victim-sentences.ts';

/**
 * The victims of a command, a sentence each, from what a viewer knows; empty: it harms nothing. It may name more domains than will
 * suffer, but not fewer.
 */
export function victims(known: VictimScene, command: Command): string[] {
  if (!Object.hasOwn(VICTIMS, command.command)) return [];
  // Every row takes the command of its own kind, which the compiler can not see through the union.
  const row = VICTIMS[command.command as MachineCommand['command']] as Row<Command>;
  return [...new Set(row(known, command))];
}

type Row<Given> = (known: VictimScene, command: Given) => string[];

/** One row for each command, so that a new command must name its victims. */
const VICTIMS: {
  readonly [name in MachineCommand['command']]: Row<Extract<MachineCommand, {command: name}>>;
} = {
  hang_domain: (known, {domain, hang}) => [
    `${domain} itself: ${outOfService(known, domain, 'until it is restarted')}`,
    ...(hang === 'deaf' ? deaf(known, domain) : silenced(known, domain, hang)),
    ...withoutToolstack(known, domain),
  ],
  slow_domain: (known, {domain, extraNs}) => {
    if (extraNs === 0) return [];
    return [
      `${domain} itself: its devices are served later`,
      ...sharing(known, domain).map(
        ({irq, others}) => `may also delay: ${firstNames(others)}, as line ${irq} may wait for ${domain}`,
      ),
    ];
  },
  crash_domain: (known, {domain}) => [
    `${domain} itself: ${outOfService(known, domain, 'until it is restarted')}`,
    ...silenced(known, domain),
    ...orphans(known, domain),
    ...alsoReset(known, domain),
    ...withoutToolstack(known, domain),
  ],
  pause_domain: (known, {domain}) => [
    `${domain} itself: ${outOfService(known, domain, 'until it runs again')}`,
    ...silenced(known, domain, 'stuck'),
    ...withoutToolstack(known, domain),
  ],
  resume_domain: () => [],
  kill_domain: (known, {domain}) => [
    `${domain} itself: ${outOfService(known, domain, `as long as ${domain} is dead`)}`,
    ...died(known, domain),
    ...withoutToolstack(known, domain),
  ],
  start_domain: (known, {domain}) => revived(known, domain),
  restart_domain: (known, {domain}) => [
    `${domain} itself: ${outOfService(known, domain, `until ${domain} is back`)}`,
    ...died(known, domain),
    ...revived(known, domain),
    ...withoutToolstack(known, domain),
  ],
  reset_device: (known, {device, method}) => {
    const owner = ownerOf(known, device);
    const best = method ?? known.frame.devices.find(({name}) => name === device)?.resets?.[0];
    return [
      `${device} is out of service until ${owner ?? 'its driver'} probes it again`,
      'its queued work is lost',
      ...(owner === null ? [] : [`${owner} probes it when it is restarted`]),
      ...(best === undefined ? ['which kind of reset it gets is unknown here'] : []),
      ...(best === undefined || best === 'bus' ? neighbours(known, device) : []),
    ];
  },
  mask_line: (known, {line}) => [`also stops: ${onLine(known, line)}, until line ${line} is unmasked`],
  unmask_line: (known, {line}) => unmasked(known, line),
  limit_line: (known, {line, count}) => {
    const names = onLine(known, line);
    if (count === 0)
      return [`may also disturb: ${names}, if line ${line} storms without its limit`, ...takesCpu(known)];
    return [`may also delay: ${names}, as line ${line} waits after ${count} interrupts for the end of the window`];
  },
  set_affinity: (known, {line, cpu}) => [
    `may also slow down: ${allDomains(known)}, if they run on CPU ${cpu}, which is unknown here: it takes the interrupts of line ${line}`,
  ],
  cycle_power: (known, {device}) => [
    `${device} does not answer until it is back from D3hot`,
    `if that clears its state, it is out of service until ${ownerOf(known, device) ?? 'its driver'} initialises it`,
  ],
  mask_device: (known, {device}) => [
    `${ownerOf(known, device) ?? 'its driver'} gets no interrupt of ${device} until the bit is cleared`,
  ],
  unmask_device: (known, {device}) => assertsAgain(known, device),
  set_coalescing: (known, {device, gapNs}) =>
    gapNs === 0
      ? []
      : [`${ownerOf(known, device) ?? 'its driver'} gets the interrupts of ${device} later, and some may be lost`],
  use_messages: (known, {device}) => [
    `${ownerOf(known, device) ?? 'its driver'} waits for ${device} if its messages lock up`,
  ],
  use_pin: (known, {device}) => {
    const line = `the line of the pin of ${device}, which is unknown here`;
    return [`may also disturb: ${allDomains(known)}, if they are on ${line}`];
  },
  move_card: (known, {device}) => [
    `may also stop: ${allDomains(known)}: the host is switched off meanwhile, unless both slots can be switched off separately`,
    `${device}, and the card in the other slot, may be on other lines afterwards`,
  ],
  raise_cause: (known, {device}) => assertsAgain(known, device),
  storm_device: (known, {device, perSecond}) =>
    perSecond === 0
      ? []
      : [...assertsAgain(known, device), `may also stop: ${allDomains(known)}: a storm can take a whole CPU`],
  stick_device: (known, {device}) => [...assertsAgain(known, device), ...takesCpu(known)],
  lock_up_messages: (known, {device}) => [
    `${ownerOf(known, device) ?? 'its driver'} waits for ${device} until its driver uses the pin`,
  ],
  break_boot: (known, {domain, boots}) =>
    boots === 'ready'
      ? []
      : [
          `${domain} itself: its next boots do not bring its devices back`,
          ...sharing(known, domain).map(
            ({irq, others}) => `may also stop: ${firstNames(others)}, while line ${irq} waits for ${domain}`,
          ),
        ],
};
