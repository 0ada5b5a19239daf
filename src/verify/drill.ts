import {placeFaults, readDrill} from '../drill/file/read.ts';
import {counted} from '../model/words/numbers.ts';
import {faultSentence} from '../setup/fault-sentence.ts';
import {readText} from '../setup/read-text.ts';
import {playedFaults} from '../stage/played-faults.ts';
import {KNOWN} from '../stage/setup.ts';
import type {CheckVerdict} from './recording.ts';

/** Checks a drill: its file first, then it is played once for each cause. Resolves with `null` if it is not a drill. Rejects with an InputError if the file can not be read. */
export async function checkDrill(file: string): Promise<CheckVerdict | null> {
  const text = await readText(file);
  if (!/^drill *:/m.test(text)) return null;
  const read = readDrill(text, KNOWN);
  if (read.faults !== undefined) return verdictOf(read.faults);
  const faults = await playedFaults(read.drill, text);
  if (faults.length > 0) return verdictOf(placeFaults(text, faults));
  const {drill, causes, scenario, policy} = read.drill;
  return {ok: true, says: `drill ${drill} is sound: ${counted(causes.length, 'cause')} on ${scenario} under ${policy}`};
}

function verdictOf(found: ReturnType<typeof placeFaults>): CheckVerdict {
  const faults = found.map(fault => ({line: fault.line, column: fault.column, says: faultSentence(fault)}));
  return {ok: false, says: counted(faults.length, 'fault'), faults};
}
