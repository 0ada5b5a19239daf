import type {MachineCommand} from '../../protocol/command/command.ts';
import type {Machine} from '../memory/state.ts';

/** How a command is carried out. `at` is the record of the domain, device or line that it names. */
export type CommandRule<C extends MachineCommand> = {
  /** The reason why it can not be done now; `null`: it can. */
  refuses(m: Machine, at: number, command: C): string | null;
  run(m: Machine, at: number, command: C): void;
};

export type CommandRules<C extends MachineCommand> = {
  readonly [name in C['command']]: CommandRule<Extract<C, {command: name}>>;
};

/** A whole number from 0 to `most`. */
export function isWhole(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= most;
}
