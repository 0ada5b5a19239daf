import {mix} from '../../engine/hash.ts';
import {type Names, readCommand} from '../../model/words/command-line.ts';
import type {MachineCommand} from '../../protocol/command/command.ts';
import type {DeviceKeyframe} from '../../protocol/record/keyframe.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Cause, Drill, Inject} from './document.ts';

/** An inject with its time. One with a condition comes at the first sample from then on at which the condition holds. */
export type ScheduledInject = {t: Ns; when: Inject['when']} & ({command: MachineCommand} | {text: string});

/**
 * The cause that a seed chooses. With n causes, seeds 1 to n have each cause once, seeds n + 1 to 2n again, and so on, each group in an
 * order of its own. So a trainee who has taken a drill with seed 1 knows nothing of seed 4, nor of seed 1 of another drill.
 */
export function causeOf({drill, causes}: Drill, seed: number): Cause {
  const row = Math.floor((seed - 1) / causes.length);
  const ranks = causes.map((cause, at) => ({cause, rank: rankOf(drill, row, at)}));
  return ranks.sort((one, other) => one.rank - other.rank)[seed - 1 - row * causes.length].cause;
}

/** The drill with the hints and unsafe acts of this cause. */
export function drillWith(drill: Drill, {hints: texts, unsafe}: Cause): Drill {
  const hints = drill.hints.map((hint, at) => ({...hint, text: texts?.[at] ?? hint.text}));
  return {...drill, hints, unsafe: [...drill.unsafe, ...unsafe]};
}

/** The injects in order of time. Their times are rounded to the interval of samples, because conditions are checked at samples. */
export function scheduleInjects(cause: Cause, seed: number, names: Names, intervalNs: Ns): ScheduledInject[] {
  return cause.injects
    .map(({at, jitter, when, do: order, page, ticket}): ScheduledInject => {
      const t = Math.round((at + jitter * share(seed)) / intervalNs) * intervalNs;
      if (order !== undefined) return {t, when, command: commandOf(order, names)};
      return {t, when, text: page === undefined ? `ticket: ${ticket}` : `page: ${page}`};
    })
    .sort((one, other) => one.t - other.t);
}

/** The domains that a cause breaks; all others are innocent. */
export function guiltyOf(
  cause: Cause,
  names: Names,
  devices: readonly Pick<DeviceKeyframe, 'name' | 'domain'>[],
): Set<string> {
  if (!cause.fault) return new Set();
  const commands = cause.injects.flatMap(({do: order}) => (order === undefined ? [] : [commandOf(order, names)]));
  const guilty = commands.flatMap(command => {
    if ('domain' in command) return [command.domain];
    return 'device' in command ? [devices.find(({name}) => name === command.device)?.domain ?? null] : [];
  });
  return new Set(guilty.filter(name => name !== null));
}

/** The command of an inject of a sound drill. */
function commandOf(order: string, names: Names): MachineCommand {
  const read = readCommand(order, names);
  if (!('command' in read)) throw new Error(`"${order}" is not a command`);
  return read.command as MachineCommand;
}

/** 0 to 1, different for each drill, row and place. */
function rankOf(drill: string, row: number, at: number): number {
  const named = [...drill].reduce((hash, letter) => mix(hash, letter.codePointAt(0)!), 0);
  return share(mix(mix(named, row), at));
}

/** 0 to 1, different for each seed, the same for all injects of a drill. */
function share(seed: number): number {
  let mixed = (seed ^ 0x9e37_79b9) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
