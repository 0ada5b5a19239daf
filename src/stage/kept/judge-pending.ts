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

/** Judges drills, of one name or all, that were over when the program ended, by their recordings. What can not be judged is said. */
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
    // The screen on which it was taken judges it.
    if (!(error instanceof OwnedError)) say(`${(error as Error).message.replace(/\.$/, '')}.`);
  }
}
