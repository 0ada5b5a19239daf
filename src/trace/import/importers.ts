import {RECORDING} from '../recording/importer.ts';
import type {Importer} from './import.ts';
import {SERIES, SNAPSHOT} from './interrupts/interrupts.ts';
import {foreignSeries} from './series.ts';

/** One row for each format; the beginning of a text decides. */
export const IMPORTERS: readonly Importer[] = [RECORDING, SNAPSHOT, SERIES];

/** At most this much of a text is read to find its importer. */
export const FORMAT_HEAD_BYTES = 65_536;

/** The importer for a text by its beginning; `null`: there is none, or, where it is not the `whole`, not enough of it has come. */
export function importerFor(head: string, whole = true): Importer | null {
  return IMPORTERS.find(importer => importer.detects(head, whole)) ?? null;
}

/** Why a text can not be shown, by its beginning. */
export function unknownFormat(head: string): string {
  return foreignSeries(head) ?? `unknown format; known: ${IMPORTERS.map(({name}) => name).join(', ')}`;
}
