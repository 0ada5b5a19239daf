import {homedir} from 'node:os';
import {join} from 'node:path';
import type {Io} from '../program/io.ts';

/** Where the user's recordings and results are kept: `$XDG_STATE_HOME/irqdeck`, `~/.local/state/irqdeck` where that is not set. */
export function stateFolder({XDG_STATE_HOME, HOME}: Io['env']): string {
  return join(XDG_STATE_HOME || join(HOME || homedir(), '.local/state'), 'irqdeck');
}

/** The time of day as a part of a file's name: `2026-11-24T21.30.05.250`. */
export function stamp(): string {
  return new Date().toISOString().slice(0, 23).replaceAll(':', '.');
}
