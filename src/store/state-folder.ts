import {homedir} from 'node:os';
import {join} from 'node:path';

/** The environment variables of the process. */
export type Environment = {readonly [name: string]: string | undefined};

/** The folder of the user's recordings, pictures and results: `$XDG_STATE_HOME/irqdeck`; if that is not set, `~/.local/state/irqdeck`. */
export function stateFolder({XDG_STATE_HOME, HOME}: Environment): string {
  return join(XDG_STATE_HOME || join(HOME || homedir(), '.local/state'), 'irqdeck');
}

/** The date and time in UTC: `2026-11-24T21:30:05.250Z`. */
export function wallTime(): string {
  return new Date().toISOString();
}

/** The date and time in UTC, as part of a file name: `2026-11-24T21.30.05.250`. */
export function stamp(): string {
  return wallTime().slice(0, 23).replaceAll(':', '.');
}
