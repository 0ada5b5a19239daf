import {createReadStream} from 'node:fs';
import {basename} from 'node:path';
import type {Readable} from 'node:stream';
import {moment} from '../../model/words/numbers.ts';
import {LARGEST_DRILL} from '../../protocol/bounds.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {bytesOfRecord} from '../../session/past/size-estimate.ts';
import {openRecordedFile} from '../../source/recording/recorded-file.ts';
import {openRecording, type Recording} from '../../source/recording/recording.ts';
import {InputError} from '../../trace/fault.ts';

/** A drill as it was recorded. */
export type RecordedDrill = {header: Header & Required<Pick<Header, 'drill'>>; records: TraceRecord[]};

/** Reads a recorded drill; `-` is stdin. Rejects with an InputError if it is not a drill, or has a gap in the middle. */
export async function readDrillRecording(file: string, stdin?: () => Readable): Promise<RecordedDrill> {
  const {header, records} = await readAll(file, stdin);
  const gap = records.findIndex(({kind}) => kind === 'input_skipped');
  if (gap < 0) return {header, records};
  const fact = records[gap];
  const more = records.slice(gap + 1).some(({kind}) => kind !== 'input_skipped');
  if (more && fact.kind === 'input_skipped')
    throw new InputError(`${file} is damaged, so the drill can not be judged: ${fact.reason}`);
  return {header, records: records.slice(0, gap)};
}

/** Throws an InputError if the recording ends before the drill was over. */
export function refuseUnfinished(file: string, {header, records}: RecordedDrill): void {
  if (isOver(records)) return;
  const rest = file === '-' ? '' : `; irqdeck drill ${header.drill.name} --resume ${file} continues it`;
  throw new InputError(`${file} ends at ${moment(records.at(-1)?.t ?? 0)}, before the drill was over${rest}`);
}

export function isOver(records: readonly TraceRecord[]): boolean {
  return records.some(({kind}) => kind === 'drill_ended');
}

async function readAll(file: string, stdin?: () => Readable): Promise<RecordedDrill> {
  const piped = file === '-' ? stdin?.() : undefined;
  const name = piped ? 'stdin' : basename(file);
  const recorded = piped ? null : await openRecordedFile(file, name);
  const source = recorded ?? (await openRecording({name, input: piped ?? createReadStream(file)}));
  try {
    const {header} = source;
    const {drill} = header;
    if (drill === undefined)
      throw new InputError(`${file} is not a recording of a drill; irqdeck drill NAME -w FILE makes one`);
    return {header: {...header, drill}, records: await recordsOf(source, file)};
  } finally {
    source.close();
  }
}

async function recordsOf(source: Recording, file: string): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  let bytes = 0;
  while (!source.ended) {
    await source.arrival();
    for (const record of source.read(Number.MAX_SAFE_INTEGER)) {
      records.push(record);
      bytes += bytesOfRecord(record);
    }
    if (bytes > LARGEST_DRILL)
      throw new InputError(
        `${file} has too many records for a drill (more than ${records.length}); to show it, use irqdeck replay ${file}`,
      );
  }
  return records;
}
