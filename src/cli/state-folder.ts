import {mkdirSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {whyUnwritable} from './file-sink.ts';
import type {Io} from './io.ts';

/** Where the user's recordings and results are kept: `$XDG_STATE_HOME/irqdeck`, `~/.local/state/irqdeck` where that is not set. */
export function stateFolder({XDG_STATE_HOME, HOME}: Io['env']): string {
  return join(XDG_STATE_HOME || join(HOME || homedir(), '.local/state'), 'irqdeck');
}

/** Makes a folder, and those above it. Throws an Error that names it when that can not be done. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, {recursive: true});
  } catch (error) {
    throw new Error(`${folder} can not be made: ${whyUnwritable(error)}`, {cause: error});
  }
}

/** The time of day as a part of a file's name: `2026-11-24T21.30.05.250`. */
export function stamp(): string {
  return new Date().toISOString().slice(0, 23).replaceAll(':', '.');
}
