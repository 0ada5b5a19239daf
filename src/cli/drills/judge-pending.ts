import {join} from 'node:path';
import {judgeDrill} from '../../stage/judge.ts';
import {setUp} from '../../stage/setup.ts';
import {keepName} from '../../store/files.ts';
import {OwnedError} from '../../store/lock.ts';
import type {Io} from '../program/io.ts';
import {drillIn} from './find.ts';
import {drillsFolder} from './kept.ts';
import {readDrillRecording} from './recording.ts';
import {resultOf} from './result-of.ts';
import {addResult, type Pending, readResults} from './results.ts';

/** Judges drills, of one name or all, that were over when the program ended, by their recordings. What can not be judged is said. */
export async function judgePending(name: string | undefined, io: Io, say: (sentence: string) => void): Promise<void> {
  for (const each of readResults(io.env).pending)
    if (each.file !== null && (name === undefined || each.drill === name))
      await judgeOne(each, join(drillsFolder(io.env), each.file), io, say);
}

async function judgeOne(pending: Pending, file: string, io: Io, say: (sentence: string) => void): Promise<void> {
  try {
    const kept = keepName(file);
    try {
      const {header, records} = await readDrillRecording(file, io);
      const debrief = judgeDrill(await setUp(drillIn(header.drill.text, file)), header.seed ?? 1, records);
      addResult(io.env, resultOf(debrief, records, pending));
    } finally {
      kept.release();
    }
  } catch (error) {
    // The screen on which it was taken judges it.
    if (!(error instanceof OwnedError)) say(`${(error as Error).message.replace(/\.$/, '')}.`);
  }
}
