import {basename} from 'node:path';
import {moment} from '../model/words/numbers.ts';
import {MOST_COMMANDS} from '../protocol/bounds.ts';
import type {Ns} from '../protocol/words.ts';
import {checkedCommands, commandIn, scheduleOf} from '../session/recorded-commands.ts';
import {openSession, type Scheduled} from '../session/session.ts';
import {openWholeFile} from '../source/recording/recorded-file.ts';
import type {Streamed} from '../source/recording/streamed.ts';
import {InputError} from '../trace/fault.ts';
import {conditionsOf} from './conditions.ts';
import {scenarioNames} from './names.ts';
import {type Run, type RunOptions, type RunRequest, refuseMissing, scriptedCommands} from './open-run.ts';
import {openRecordingFile} from './recording/recording-file.ts';
import {scenarioOfHeader} from './scenario.ts';
import {simulatorOf} from './simulator.ts';
import {UsageError} from './usage.ts';

/** Options whose values come from the recording. */
const RECORDED = ['seed', 'policy', 'set', 'interval', 'hardware', 'serve'] as const;

/**
 * Runs a recorded simulation again, up to the last sample at or before a time; from there on it is a branch. `steps`: the machine keeps
 * its last hardware-level steps, for a screen. Rejects with a UsageError, or with an InputError if the recording can not be resumed there.
 */
export async function openResumed(
  {argument, options}: RunRequest,
  {file, t}: {file: string; t: Ns},
  steps = false,
): Promise<Run> {
  if (argument !== undefined) throw new UsageError('--resume takes the scenario from the recording; do not name one.');
  const given = RECORDED.find(name => options[name] !== undefined);
  if (given !== undefined)
    throw new UsageError(`--${given} can not be used with --resume: its value comes from the recording.`);
  const opened = await openWholeFile(file);
  if (opened === null) throw new InputError(`${file}: not a recording that can be resumed`);
  try {
    return await resumed(opened, file, t, options, steps);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}.`) : error;
  } finally {
    await opened.close();
  }
}

async function resumed(recorded: Streamed, file: string, t: Ns, options: RunOptions, steps: boolean): Promise<Run> {
  const {header} = recorded;
  if (header.source !== 'run') throw new InputError(`not a simulation (source: ${header.source})`);
  const source = await simulatorOf(header, steps);
  const scenario = await scenarioOfHeader(header);
  const {asked, sampleNs} = await upTo(recorded, t);
  const session = openSession(source, {schedule: [...checkedCommands(header.commands), ...asked]});
  session.advance(sampleNs);
  const recording = openRecordingFile(session.header, {...options, reads: [file]});
  session.tap(recording.tap);
  session.beginBranch(basename(file));
  const schedule = scriptedCommands(options, scenarioNames(scenario));
  const late = schedule.find(each => each.t < session.t);
  if (late)
    throw new UsageError(`--do at ${moment(late.t)} is in the past: the run continues from ${moment(session.t)}.`);
  session.schedule(schedule);
  const conditions = conditionsOf(options.failOn);
  for (const condition of conditions) refuseMissing(condition, session);
  const {steps: _, ...rest} = header;
  return {scenario, session, recording, schedule, conditions, replica: {open: () => simulatorOf(rest, true)}};
}

/** The last sample at or before `t` (without one, the first record), and the commands up to there. */
async function upTo(recorded: Streamed, t: Ns): Promise<{asked: Scheduled[]; sampleNs: Ns}> {
  let sampleNs: Ns | null = null;
  const records = [];
  let reachedNs = 0;
  for await (const some of recorded.read()) {
    for (const record of some.filter(each => each.t <= t)) {
      if (record.kind === 'sample' || sampleNs === null) sampleNs = record.t;
      if (commandIn(record) !== null) records.push(record);
    }
    if (records.length > MOST_COMMANDS)
      throw new InputError(`the recording has more than ${MOST_COMMANDS} commands, too many to run again`);
    reachedNs = some.at(-1)?.t ?? reachedNs;
    if (reachedNs > t) break;
  }
  if (reachedNs < t) throw new InputError(`the recording ends at ${moment(reachedNs)}, before ${moment(t)}`);
  if (sampleNs === null) throw new InputError(`the recording begins after ${moment(t)}`);
  const lastNs = sampleNs;
  return {asked: scheduleOf(records.filter(record => record.t <= lastNs)), sampleNs};
}
