import {homedir} from 'node:os';
import {join} from 'node:path';

/** The variables of the process. */
export type Environment = {readonly [name: string]: string | undefined};

/** Where the user's recordings and results are kept: `$XDG_STATE_HOME/irqdeck`, `~/.local/state/irqdeck` where that is not set. */
export function stateFolder({XDG_STATE_HOME, HOME}: Environment): string {
  return join(XDG_STATE_HOME || join(HOME || homedir(), '.local/state'), 'irqdeck');
}

/** The date and time of day in UTC: `2026-11-24T21:30:05.250Z`. */
export function wallTime(): string {
  return new Date().toISOString();
}

/** The time of day as a part of a file's name: `2026-11-24T21.30.05.250`. */
export function stamp(): string {
  return wallTime().slice(0, 23).replaceAll(':', '.');
}
