import {moment} from '../model/words/numbers.ts';
import {MOST_COMMANDS} from '../protocol/bounds.ts';
import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {commandIn} from '../session/recorded-commands.ts';
import {openWholeFile} from '../source/recording/recorded-file.ts';
import type {Gap} from '../source/recording/seekable.ts';
import type {Streamed} from '../source/recording/streamed.ts';
import {InputError} from '../trace/fault.ts';
import {encode} from '../trace/recording/encode.ts';
import {NO_RECORD} from '../trace/recording/reading.ts';
import {openSoundness} from './audit.ts';
import {firstDifference} from './difference.ts';
import {openDrillRerun} from './drill-rerun.ts';
import {openRerun, type Rerun} from './rerun.ts';

/** What came of checking a recording. */
export type RecordingVerdict = {
  /** Nothing is wrong with it. */
  ok: boolean;
  /** A sentence without its end: what it is, or what is wrong first and where. */
  says: string;
  /** All that is wrong, where that is known by line and column, from 1. */
  faults?: {line: number; column: number; says: string}[];
};

/**
 * Checks a recording: one of a simulation is run again, and each record must come again; of others form, order and sums are looked
 * at. Of what is cut off all that is there is checked, and it is said. `null`: it is none of ours.
 */
export async function checkRecording(file: string): Promise<RecordingVerdict | null> {
  const recorded = await openWholeFile(file);
  if (recorded === null) return null;
  try {
    return isSimulated(recorded.header) ? await reproduce(recorded) : await lookThrough(recorded);
  } catch (error) {
    if (error instanceof InputError) return {ok: false, says: error.message};
    throw error;
  } finally {
    await recorded.close();
  }
}

/** Simulations, drills among them. */
function isSimulated({source, drill}: Header): boolean {
  return source === 'run' || (source === 'drill' && drill !== undefined);
}

async function reproduce(recorded: Streamed): Promise<RecordingVerdict> {
  const {header} = recorded;
  const {asked, startNs, losses} = await survey(recorded);
  if (startNs === null) return {ok: false, says: losses[0]?.reason ?? NO_RECORD};
  const damage = losses.find(({cut}) => !cut);
  if (damage) return {ok: false, says: `it can not be reproduced: ${damage.reason}`};
  const rerun = await rerunOf(header, asked, startNs);
  const made = openMade(rerun);
  const tally = {records: 0, commands: rerun.commands, endNs: startNs};
  const wrong = made.compare(header, startNs);
  if (wrong !== null) return {ok: false, says: wrong};
  // Where somebody went back it ends, with an index that tells of that.
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
  if (more) return {ok: false, says: `it ends, and the run goes on: ${more}`};
  return {ok: true, says: [reproduced(header, tally), ...losses.map(({reason}) => reason)].join('; ')};
}

/** What stands in the header may be known elsewhere, and not here. */
async function rerunOf(header: Header, asked: TraceRecord[], startNs: Ns): Promise<Rerun> {
  try {
    return header.drill ? await openDrillRerun(header, asked) : await openRerun(header, asked, startNs);
  } catch (error) {
    throw new InputError(`it can not be run again: ${(error as Error).message}`);
  }
}

/** What must be known before it can be run again. */
async function survey(recorded: Streamed): Promise<{asked: TraceRecord[]; startNs: Ns | null; losses: Gap[]}> {
  const asked: TraceRecord[] = [];
  const losses: Gap[] = [];
  let startNs: Ns | null = null;
  for await (const records of recorded.read(loss => losses.push(loss))) {
    startNs ??= records[0]?.t ?? null;
    for (const record of records) if (commandIn(record) !== null) asked.push(record);
    if (asked.length > MOST_COMMANDS)
      throw new InputError(`it has more than ${MOST_COMMANDS} commands, and can not be run again`);
  }
  return {asked, startNs, losses};
}

type Made = {
  /** How the next line that is made again differs from this one, as a sentence without its end. */
  compare(recorded: Header | TraceRecord, t: Ns): string | null;
  /** What would come next, up to where the recording ends. */
  more(): string | null;
};

function openMade(rerun: Rerun): Made {
  const lines: string[] = [];
  let line = 0;
  return {
    compare(recorded, t) {
      line++;
      if (lines.length === 0) lines.push(...rerun.linesTo(t));
      if (lines.length === 0) lines.push(...rerun.rest());
      const made = lines.shift();
      const text = encode(recorded).trimEnd();
      if (made === text) return null;
      const what = 'kind' in recorded ? `${recorded.kind} at ${moment(recorded.t)}` : 'header';
      if (made === undefined) return `line ${line}, the ${what}, does not come again`;
      return `line ${line}, the ${what}, does not come again as it was: ${firstDifference(JSON.parse(text), JSON.parse(made))}`;
    },
    more: () => lines.concat(rerun.rest())[0]?.slice(0, 100) ?? null,
  };
}

function reproduced({drill, scenario, policy, seed}: Header, {records, commands, endNs}: Tally): string {
  const what = drill ? `the drill ${drill.name} on ${scenario}` : scenario;
  return `reproduced: ${moment(endNs)} of ${what}, policy ${policy}, seed ${seed}; ${counted(records, 'record')}, ${counted(commands, 'command')}`;
}

type Tally = {records: number; commands: number; endNs: Ns};

async function lookThrough(recorded: Streamed): Promise<RecordingVerdict> {
  const losses: Gap[] = [];
  const unsound = openSoundness(recorded.header);
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
  const told = `sound: ${moment(endNs)} of ${[source, file].join(' ').trim()}; ${counted(count, 'record')}`;
  return {ok: true, says: [told, ...losses.map(({reason}) => reason)].join('; ')};
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
