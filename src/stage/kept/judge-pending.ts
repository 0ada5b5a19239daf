import {join} from 'node:path';
import {keepName} from '../../store/files.ts';
import {OwnedError} from '../../store/lock.ts';
import type {Environment} from '../../store/state-folder.ts';
import {drillIn} from '../find-drill.ts';
import {judgeDrill} from '../judge.ts';
import {setUpDrill} from '../setup.ts';
import {readDrillRecording} from './drill-recording.ts';
import {drillsFolder} from './kept-files.ts';
import {resultOf} from './result-of.ts';
import {addResult, type Pending, readResults} from './results.ts';

/** Judges the drills that were over but not judged when the program ended; of one name, or all. Reports those that can not be judged. */
export async function judgePending(
  name: string | undefined,
  env: Environment,
  say: (sentence: string) => void,
): Promise<void> {
  for (const each of readResults(env).pending)
    if (each.file !== null && (name === undefined || each.drill === name))
      await judgeOne(each, join(drillsFolder(env), each.file), env, say);
}

async function judgeOne(
  pending: Pending,
  file: string,
  env: Environment,
  say: (sentence: string) => void,
): Promise<void> {
  try {
    const kept = keepName(file);
    try {
      const {header, records} = await readDrillRecording(file);
      const debrief = judgeDrill(await setUpDrill(drillIn(header.drill.text, file)), header.seed ?? 1, records);
      addResult(env, resultOf(debrief, records, pending));
    } finally {
      kept.release();
    }
  } catch (error) {
    // Another process owns it, and judges it now.
    if (!(error instanceof OwnedError)) say(`${(error as Error).message.replace(/\.$/, '')}.`);
  }
}
