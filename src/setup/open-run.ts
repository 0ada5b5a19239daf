import type {Condition} from '../model/frame/condition.ts';
import type {Names} from '../model/words/command-line.ts';
import type {Header} from '../protocol/record/header.ts';
import {formatTime} from '../protocol/time.ts';
import {DEFAULT_DELAY_NS, DEFAULT_INTERVAL_NS, NS_PER_MS, type Ns} from '../protocol/words.ts';
import type {Scenario} from '../scenario/scenario.ts';
import {bothTaps, openSession, type Session, type Tap} from '../session/session.ts';
import type {ReplicaSource} from '../session/steps/steps.ts';
import {openSimulator} from '../source/simulator/simulator.ts';
import type {Source} from '../source/source.ts';
import type {Environment} from '../store/state-folder.ts';
import {conditionsOf, missingIn} from './conditions.ts';
import {findScenario} from './find-scenario.ts';
import {policyNamed} from './mechanisms.ts';
import {scenarioNames} from './names.ts';
import {openRecordingFile, type RecordingFile} from './recording/recording-file.ts';
import {withParameters} from './scenario.ts';
import {parseScriptedCommand, type ScriptedCommand} from './scripted-command.ts';
import {type Settings, settingsOf} from './settings.ts';
import {UsageError} from './usage.ts';

/** The options of a simulation; a missing option has its default. Times in nanoseconds. */
export type RunOptions = {
  seed?: number;
  policy?: string;
  hardware?: 'assumed' | 'real';
  /** `key=value`: mechanisms of the policy, values of the scenario. */
  set?: readonly string[];
  /** Commands with their times. */
  do?: readonly string[];
  /** Conditions of `--fail-on`. */
  failOn?: readonly string[];
  interval?: Ns;
  delay?: Ns;
  until?: Ns;
  /** The file of the recording. */
  record?: string;
  /** Also record every hardware-level step. */
  steps?: true;
  serve?: true;
};

/** What to open. `commands`: command names, if the argument may be a mistyped command. */
export type RunRequest = {argument?: string; options: RunOptions; commands?: readonly string[]};

/** A simulation that is ready to run. */
export type Run = {
  scenario: Scenario;
  session: Session;
  recording: RecordingFile;
  /** The commands of `--do`, in order of time. */
  schedule: readonly ScriptedCommand[];
  conditions: readonly Condition[];
  /** Another machine like this one, to be run again for its steps. */
  replica: ReplicaSource;
};

/**
 * Opens a simulation. `steps`: the machine keeps its last hardware-level steps, for a screen. `tapOf` makes a second tap for the header; like
 * the recording it gets all records, from the first. Rejects with a UsageError, an InputError or a WriteError.
 */
export async function openRun(
  {argument, options, commands}: RunRequest,
  env: Environment,
  {tapOf, steps}: {tapOf?: (header: Header) => Tap; steps?: boolean} = {},
): Promise<Run> {
  const settings = settingsOf(options.set);
  const found = await findScenario(argument, env, commands);
  const scenario = await withParameters(found, settings);
  const conditions = conditionsOf(options.failOn);
  if (options.steps && !options.record && !options.serve)
    throw new UsageError('--steps needs a recording; name one with -w FILE.');
  const names = scenarioNames(scenario);
  const schedule = scriptedCommands(options, names);
  const source = openSource(scenario, settings, options, steps);
  const recording = openRecordingFile(source.header, {...options, reads: found.path === undefined ? [] : [found.path]});
  const session = openSession(source, {
    schedule,
    tap: tapOf ? bothTaps(recording.tap, tapOf(source.header)) : recording.tap,
  });
  for (const condition of conditions) refuseMissing(condition, session);
  const replica = {open: () => openSource(scenario, settings, {...options, steps: undefined}, true)};
  return {scenario, session, recording, schedule, conditions, replica};
}

/** The commands of `--do`, in order of time. */
export function scriptedCommands(options: RunOptions, names: Names): ScriptedCommand[] {
  return (options.do ?? []).map(text => parseScriptedCommand(text, names)).sort((a, b) => a.t - b.t);
}

function openSource(scenario: Scenario, {mechanisms}: Settings, options: RunOptions, steps = false): Source {
  const {seed = 1, hardware = 'assumed'} = options;
  const policy = policyNamed([options.policy ?? scenario.policy, ...mechanisms].join('+'));
  const intervalNs = intervalOf(options);
  try {
    return openSimulator({
      scenario,
      policy,
      seed,
      intervalNs,
      hardware,
      recordSteps: options.steps,
      steps: steps || options.steps,
    });
  } catch (error) {
    // With real hardware, the message names the feature that the machine lacks.
    if (hardware === 'real') throw new UsageError((error as Error).message, {cause: error});
    throw error;
  }
}

/** A condition on something that does not exist can never hold. Throws a UsageError. */
export function refuseMissing(condition: Condition, {view}: Session): void {
  const sentence = missingIn(view, condition);
  if (sentence !== null) throw new UsageError(`${sentence}.`);
}

/** Samples are at least as frequent as frames; otherwise a frame could have no new data. */
function intervalOf({interval, delay = DEFAULT_DELAY_NS, until = 0}: RunOptions): Ns {
  if (interval === undefined) return evenInterval(delay, until);
  if (interval <= delay) return interval;
  const [longer, shorter] = [formatTime(interval), formatTime(delay)];
  throw new UsageError(
    `--interval ${longer} is longer than --delay ${shorter}: some frames would have no new data; write a shorter interval.`,
  );
}

/** At most 100 ms, and so that every frame falls on a sample, unless that needs more than a thousand samples per second. */
function evenInterval(delay: Ns, until: Ns): Ns {
  const even = commonDivisor(commonDivisor(DEFAULT_INTERVAL_NS, delay), until);
  return even >= NS_PER_MS ? even : Math.min(DEFAULT_INTERVAL_NS, delay);
}

function commonDivisor(a: Ns, b: Ns): Ns {
  return b === 0 ? a : commonDivisor(b, a % b);
}
