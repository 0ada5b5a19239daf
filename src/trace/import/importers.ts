import {RECORDING} from '../recording/importer.ts';
import type {Importer} from './import.ts';
import {SERIES, SNAPSHOT} from './interrupts/interrupts.ts';
import {foreignSeries} from './series.ts';

/** One row per format that can be shown; told apart by how the text begins. */
export const IMPORTERS: readonly Importer[] = [RECORDING, SNAPSHOT, SERIES];

/** So much of a text is looked at to find its importer. */
export const FORMAT_HEAD_BYTES = 65_536;

/** The importer for a text that begins so; `null`: none, or, where it is not the `whole`, not enough has come to tell. */
export function importerFor(head: string, whole = true): Importer | null {
  return IMPORTERS.find(importer => importer.detects(head, whole)) ?? null;
}

/** Why a text that begins so can not be shown. */
export function unknownFormat(head: string): string {
  return foreignSeries(head) ?? `this is in no known format (${IMPORTERS.map(({name}) => name).join(', ')})`;
}
