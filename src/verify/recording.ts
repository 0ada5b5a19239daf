import {counted, moment} from '../model/words/numbers.ts';
import {MOST_COMMANDS} from '../protocol/bounds.ts';
import {type Header, MACHINE_VERSION} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {commandIn} from '../session/recorded-commands.ts';
import {openWholeFile} from '../source/recording/recorded-file.ts';
import type {Gap} from '../source/recording/seekable.ts';
import type {Streamed} from '../source/recording/streamed.ts';
import {InputError} from '../trace/fault.ts';
import {encode} from '../trace/recording/encode.ts';
import {NO_RECORD} from '../trace/recording/reading.ts';
import {openAudit} from './audit.ts';
import {firstDifference} from './difference.ts';
import {openDrillRerun} from './drill-rerun.ts';
import {inOlderFormat, isOlderFormat} from './older-format.ts';
import {openRerun, type Rerun} from './rerun.ts';

/** The result of a check. The field names are those of `check --json`. */
export type CheckVerdict = {
  /** The file has no fault. */
  ok: boolean;
  /** A sentence without its full stop: a summary of the file, or its first fault. */
  says: string;
  /** All faults, if their lines and columns are known; both count from 1. */
  faults?: {line: number; column: number; says: string}[];
};

/**
 * Checks a recording. A simulation is run again, and each record must be the same; in any other recording form, order and sums are
 * checked. If the end of the file is cut off, the rest is checked, and the verdict reports it. Resolves with `null` for another format.
 */
export async function checkRecording(file: string): Promise<CheckVerdict | null> {
  const recorded = await openWholeFile(file);
  if (recorded === null) return null;
  try {
    if (!isSimulated(recorded.header)) return await lookThrough(recorded);
    return machineOf(recorded.header) === MACHINE_VERSION ? await reproduce(recorded) : await lookThrough(recorded);
  } catch (error) {
    if (error instanceof InputError) return {ok: false, says: error.message};
    throw error;
  } finally {
    await recorded.close();
  }
}

/** A simulation or a drill. */
function isSimulated({source, drill}: Header): boolean {
  return source === 'run' || (source === 'drill' && drill !== undefined);
}

/** The simulator that made a recording. */
function machineOf({machine = 1}: Header): number {
  return machine;
}

function notRunAgain(header: Header): string[] {
  return isSimulated(header) ? [`made by machine ${machineOf(header)}: looked through, not run again`] : [];
}

async function reproduce(recorded: Streamed): Promise<CheckVerdict> {
  const {header} = recorded;
  const {asked, startNs, losses} = await survey(recorded);
  if (startNs === null) return {ok: false, says: losses[0]?.reason ?? NO_RECORD};
  const damage = losses.find(({cut}) => !cut);
  if (damage) return {ok: false, says: `the recording can not be reproduced: ${damage.reason}`};
  const rerun = await rerunOf(header, asked, startNs);
  const made = openMade(rerun, isOlderFormat(header));
  const tally = {records: 0, commands: rerun.commands, endNs: startNs};
  const wrong = made.compare(header, startNs);
  if (wrong !== null) return {ok: false, says: wrong};
  // A recording ends where the user went back in time, with a fact `branched` and an index.
  let left = false;
  for await (const records of recorded.read())
    for (const record of records) {
      left ||= record.kind === 'branched';
      if (record.kind === 'input_skipped' || left) continue;
      const fault = made.compare(record, record.t);
      if (fault !== null) return {ok: false, says: fault};
      tally.records++;
      tally.endNs = record.t;
    }
  const more = losses.length === 0 && !left && made.more();
  if (more) return {ok: false, says: `the recording ends, but the run goes on: ${more}`};
  return {ok: true, says: [reproduced(header, tally), ...losses.map(({reason}) => reason)].join('; ')};
}

/** The header may name a scenario or policy that this version does not have. */
async function rerunOf(header: Header, asked: TraceRecord[], startNs: Ns): Promise<Rerun> {
  try {
    return header.drill ? await openDrillRerun(header, asked) : await openRerun(header, asked, startNs);
  } catch (error) {
    throw new InputError(`the recording can not be run again: ${(error as Error).message}`);
  }
}

/** Reads the commands, the first time and the gaps, which are needed to run it again. */
async function survey(recorded: Streamed): Promise<{asked: TraceRecord[]; startNs: Ns | null; losses: Gap[]}> {
  const asked: TraceRecord[] = [];
  const losses: Gap[] = [];
  let startNs: Ns | null = null;
  for await (const records of recorded.read(loss => losses.push(loss))) {
    startNs ??= records[0]?.t ?? null;
    for (const record of records) if (commandIn(record) !== null) asked.push(record);
    if (asked.length > MOST_COMMANDS)
      throw new InputError(`the recording has more than ${MOST_COMMANDS} commands, too many to run again`);
  }
  return {asked, startNs, losses};
}

type Made = {
  /** How the next line that is made again differs from this one, a sentence without its full stop; `null`: it is the same. */
  compare(recorded: Header | TraceRecord, t: Ns): string | null;
  /** The next line after the end of the recording; `null`: none. */
  more(): string | null;
};

function openMade(rerun: Rerun, older: boolean): Made {
  const lines: string[] = [];
  let line = 0;
  return {
    compare(recorded, t) {
      line++;
      if (lines.length === 0) lines.push(...rerun.linesTo(t));
      if (lines.length === 0) lines.push(...rerun.rest());
      const [made, text] = [lines.shift(), encode(recorded).trimEnd()].map(each =>
        each !== undefined && older ? inOlderFormat(each) : each,
      ) as [string | undefined, string];
      if (made === text) return null;
      const what = 'kind' in recorded ? `${recorded.kind} at ${moment(recorded.t)}` : 'header';
      if (made === undefined) return `line ${line}, the ${what}, is missing in the new run`;
      return `line ${line}, the ${what}, is different in the new run: ${firstDifference(JSON.parse(text), JSON.parse(made))}`;
    },
    more: () => lines.concat(rerun.rest())[0]?.slice(0, 100) ?? null,
  };
}

function reproduced({drill, scenario, policy, seed}: Header, {records, commands, endNs}: Tally): string {
  const what = drill ? `the drill ${drill.name} on ${scenario}` : scenario;
  return `reproduced: ${moment(endNs)} of ${what}, policy ${policy}, seed ${seed}; ${counted(records, 'record')}, ${counted(commands, 'command')}`;
}

type Tally = {records: number; commands: number; endNs: Ns};

async function lookThrough(recorded: Streamed): Promise<CheckVerdict> {
  const losses: Gap[] = [];
  const unsound = openAudit(recorded.header);
  let [count, endNs] = [0, 0];
  for await (const records of recorded.read(loss => losses.push(loss))) {
    const [fault] = unsound(records);
    if (fault) return {ok: false, says: `at ${moment(fault.t)} ${fault.fault}`};
    count += records.filter(({kind}) => kind !== 'input_skipped').length;
    endNs = records.at(-1)?.t ?? endNs;
  }
  const damage = losses.find(({cut}) => !cut);
  if (damage) return {ok: false, says: damage.reason};
  if (count === 0) return {ok: false, says: losses[0]?.reason ?? NO_RECORD};
  const {source, file = ''} = recorded.header;
  const summary = `sound: ${moment(endNs)} of ${[source, file].join(' ').trim()}; ${counted(count, 'record')}`;
  return {ok: true, says: [summary, ...notRunAgain(recorded.header), ...losses.map(({reason}) => reason)].join('; ')};
}
