import {FORMAT} from '../../protocol/record/header.ts';
import type {Importer} from '../import/import.ts';
import {openReading} from './reading.ts';

/** Our own recordings, known by their first line. */
export const RECORDING: Importer = {
  name: 'recording',
  title: 'a recording by -w, or by a program in the same format: a header, then records, one JSON value per line',
  knows: [],
  detects: head => new RegExp(`^\\s*\\{[^\\n]{0,1000}"format"\\s*:\\s*"${FORMAT}"`).test(head),
  open: () => openReading(),
};

/** This much of a text is enough for `beginsRecording`. */
export const RECORDING_HEAD_BYTES = 2_000;

/** Whether a text is a recording, by its first bytes. */
export function beginsRecording(head: Uint8Array): boolean {
  return RECORDING.detects(new TextDecoder().decode(head.subarray(0, RECORDING_HEAD_BYTES)), false);
}
