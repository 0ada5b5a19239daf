import {createReadStream} from 'node:fs';
import {basename} from 'node:path';
import {moment} from '../model/numbers.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import {openRecordedFile} from '../source/recorded-file.ts';
import {openRecording} from '../source/recording.ts';
import {InputError} from '../trace/fault.ts';
import type {Io} from './io.ts';

/** A drill as it was recorded. */
export type RecordedDrill = {header: Header & Required<Pick<Header, 'drill'>>; records: Record[]};

/** All of a recorded drill; `-` is stdin. Throws an InputError when it is none, or when something is missing in the midst of it. */
export async function readDrillRecording(file: string, io: Io): Promise<RecordedDrill> {
  const {header, records} = await readAll(file, io);
  const {drill} = header;
  if (drill === undefined) throw new InputError(`${file} is no recording of a drill; drill NAME -w FILE makes one`);
  const lost = records.findIndex(({kind}) => kind === 'input_skipped');
  if (lost < 0) return {header: {...header, drill}, records};
  const fact = records[lost];
  const more = records.slice(lost + 1).some(({kind}) => kind !== 'input_skipped');
  if (more && fact.kind === 'input_skipped')
    throw new InputError(`${file} is damaged, so that nobody can tell how the drill went: ${fact.reason}`);
  return {header: {...header, drill}, records: records.slice(0, lost)};
}

/** Throws an InputError when a drill was not over when its recording ended. */
export function refuseUnfinished(file: string, {header, records}: RecordedDrill): void {
  if (isOver(records)) return;
  const rest = file === '-' ? '' : `; irqdeck drill ${header.drill.name} --resume ${file} goes on from there`;
  throw new InputError(`${file} ends at ${moment(records.at(-1)?.t ?? 0)}, before the drill was over${rest}`);
}

export function isOver(records: readonly Record[]): boolean {
  return records.some(({kind}) => kind === 'drill_ended');
}

async function readAll(file: string, io: Io): Promise<{header: Header; records: Record[]}> {
  const name = file === '-' ? 'stdin' : basename(file);
  const recorded = file === '-' ? null : await openRecordedFile(file, name);
  const source = recorded ?? (await openRecording({name, input: file === '-' ? io.stdin() : createReadStream(file)}));
  const records: Record[] = [];
  while (!source.ended) {
    await source.arrival();
    records.push(...source.read(Number.MAX_SAFE_INTEGER));
  }
  source.close();
  return {header: source.header, records};
}
