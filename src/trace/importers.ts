import type {Importer} from './import.ts';
import {SERIES, SNAPSHOT} from './interrupts/interrupts.ts';
import {RECORDING} from './recording/importer.ts';

/** One row per format that can be shown; told apart by how the text begins. */
export const IMPORTERS: readonly Importer[] = [RECORDING, SNAPSHOT, SERIES];

/** So much of a text is looked at to find its importer. */
export const HEAD_BYTES = 65_536;

/** The importer for a text that begins so, `null`: none, or not enough has come to tell. */
export function importerFor(head: string): Importer | null {
  return IMPORTERS.find(importer => importer.detects(head)) ?? null;
}
