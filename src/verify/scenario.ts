import {counted} from '../model/words/numbers.ts';
import {faultSentence} from '../setup/fault-sentence.ts';
import {POLICY_NAMES} from '../setup/mechanisms.ts';
import {readText} from '../setup/read-text.ts';
import type {CheckVerdict} from './recording.ts';

/** Checks a scenario; the verdict has all faults with their places. Resolves with `null` if it is not a scenario. Rejects with an InputError if the file can not be read. */
export async function checkScenario(file: string): Promise<CheckVerdict | null> {
  const text = await readText(file);
  if (!/\.ya?ml$/.test(file) && !SCENARIO.test(text)) return null;
  const {readDocument} = await import('../scenario/read/read.ts');
  const read = readDocument(text, POLICY_NAMES);
  if (read.faults !== undefined) {
    const faults = read.faults.map(fault => ({line: fault.line, column: fault.column, says: faultSentence(fault)}));
    return {ok: false, says: counted(faults.length, 'fault'), faults};
  }
  const {scenario, cpus, lines, devices} = read.document;
  const size = [counted(cpus, 'CPU'), counted(lines.length, 'line'), counted(devices.length, 'device')].join(', ');
  return {ok: true, says: `scenario ${scenario} is sound: ${size}`};
}

const SCENARIO = /^(scenario|domains|lines|devices) *:/m;
