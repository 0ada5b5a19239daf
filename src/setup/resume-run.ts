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
import {openRecordingFile} from './recording-file.ts';
import {scenarioOfHeader} from './scenario.ts';
import {simulatorOf} from './simulator.ts';
import {UsageError} from './usage.ts';

/** What the recording says already. */
const TOLD = ['seed', 'policy', 'set', 'interval', 'hardware', 'serve'] as const;

/**
 * A recorded simulation, run again up to the last sample at or before a time, and from there on a branch of its own. Throws a
 * UsageError, or an InputError for a recording that can not be resumed there. `steps`: the last ones are kept, for a screen.
 */
export async function openResumed(
  {argument, options}: RunRequest,
  {file, t}: {file: string; t: Ns},
  steps = false,
): Promise<Run> {
  if (argument !== undefined) throw new UsageError('--resume takes the scenario from the recording; name none.');
  const given = TOLD.find(name => options[name] !== undefined);
  if (given !== undefined)
    throw new UsageError(`--${given} can not be given with --resume, which goes on with what is recorded.`);
  const opened = await openWholeFile(file);
  if (opened === null) throw new InputError(`${file}: it is no recording that can be resumed`);
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
  if (header.source !== 'run') throw new InputError(`it is of no simulation (${header.source})`);
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
    throw new UsageError(`--do at ${moment(late.t)} comes too late: the run goes on from ${moment(session.t)}.`);
  session.schedule(schedule);
  const conditions = conditionsOf(options.failOn);
  for (const condition of conditions) refuseMissing(condition, session);
  const {steps: _, ...untold} = header;
  return {scenario, session, recording, schedule, conditions, replica: {open: () => simulatorOf(untold, true)}};
}

/** What was asked up to the last sample at or before `t`, or up to where it begins. */
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
      throw new InputError(`it has more than ${MOST_COMMANDS} commands, and can not be run again`);
    reachedNs = some.at(-1)?.t ?? reachedNs;
    if (reachedNs > t) break;
  }
  if (reachedNs < t) throw new InputError(`it ends at ${moment(reachedNs)}, before ${moment(t)}`);
  if (sampleNs === null) throw new InputError(`it begins after ${moment(t)}`);
  const lastNs = sampleNs;
  return {asked: scheduleOf(records.filter(record => record.t <= lastNs)), sampleNs};
}
