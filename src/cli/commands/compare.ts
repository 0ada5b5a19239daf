import {availableParallelism} from 'node:os';
import {type Comparison, comparePolicies} from '../../compare/compare.ts';
import {summaries} from '../../compare/summary.ts';
import {SAMPLE_NS, type TrialScript} from '../../compare/trial.ts';
import {POLICIES, type Policy} from '../../machine/policy/policy.ts';
import {moment} from '../../model/words/numbers.ts';
import {writeCommand} from '../../model/words/sentences.ts';
import {COMMANDS, type Command, type MachineCommand} from '../../protocol/command/command.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Scenario} from '../../scenario/scenario.ts';
import {findScenario} from '../../setup/find-scenario.ts';
import {policyNamed} from '../../setup/mechanisms.ts';
import {scenarioNames} from '../../setup/names.ts';
import {withParameters} from '../../setup/scenario.ts';
import {parseScriptedCommand} from '../../setup/scripted-command.ts';
import {type Settings, settingsOf} from '../../setup/settings.ts';
import {UsageError} from '../../setup/usage.ts';
import {type Call, SUBCOMMANDS} from '../program/command.ts';
import {EXIT, type Io, screenWidth} from '../program/io.ts';
import type {COMPARE_OPTIONS} from '../program/options/compare-options.ts';
import type {Values} from '../program/options/option-row.ts';
import {openProgress} from '../program/progress.ts';
import {paintedBy, painter} from '../show/color.ts';
import {comparisonTable} from '../show/comparison/comparison-table.ts';
import {type Say, sayOf} from '../show/frames/frame-options.ts';

type Options = Values<typeof COMPARE_OPTIONS>;

/** `irqdeck compare [SCENARIO]`: runs the same faults under several policies, and prints one table. */
export async function compare({argument, options, implied}: Call<typeof COMPARE_OPTIONS>, io: Io): Promise<number> {
  const say = sayOf(options, io);
  const settings = settingsOf(options.set);
  const scenario = await withParameters(await findScenario(argument, io.env, implied ? SUBCOMMANDS : []), settings);
  const comparison = comparisonOf(scenario, settings, options, say);
  const started = performance.now();
  const {rows, done, all} = await runAll(comparison, options, io);
  const {aborted} = io.signal;
  const wall = ((performance.now() - started) / 1e3).toFixed(2);
  if (options.verbose) say(`${done} runs of ${moment(comparison.script.untilNs)} took ${wall} s.`);
  if (aborted) say(`interrupted: only ${done} of ${all} runs were made.`);
  const look = {width: screenWidth(io), paint: painter(options.color ?? 'auto', io)};
  const text = options.json
    ? {json: rows.map(row => `${JSON.stringify(row)}\n`).join('')}
    : paintedBy(look.paint, comparisonTable(comparison, rows, aborted, look));
  const read = await io.write(text);
  return aborted && read ? EXIT.interrupted : EXIT.done;
}

const DEFAULT_UNTIL_NS = 30 * NS_PER_S;
const DEFAULT_SEEDS = 20;

function comparisonOf(scenario: Scenario, settings: Settings, options: Options, say: Say): Comparison {
  const {seed = 1, seeds = DEFAULT_SEEDS, until = DEFAULT_UNTIL_NS, hardware = 'assumed'} = options;
  refuseUneven(until);
  if (seed + seeds - 1 > 0xffff_ffff)
    throw new UsageError(`--seeds ${seeds}: too many from --seed ${seed} on; the last seed is 4294967295.`);
  return {
    script: {scenario, hardware, schedule: scheduleOf(scenario, options.do ?? [], until, say), untilNs: until},
    policies: policiesNamed(options.policies ?? 'all', settings),
    seeds: Array.from({length: seeds}, (_, at) => seed + at),
  };
}

/** The named policies, each once, in the order of the list, with the mechanisms of `--set`. `list`: names separated by commas, or `all`. */
function policiesNamed(list: string, {mechanisms}: Settings): readonly Policy[] {
  const all = POLICIES.map(({name}) => name).join(',');
  const names = (list.trim() === 'all' ? all : list)
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  if (names.length === 0)
    throw new UsageError('--policies: no policy is named; write all, or names such as xen-2005,xen.');
  return [...new Set(names)].map(name => policyNamed([name, ...mechanisms].join('+')));
}

function refuseUneven(untilNs: Ns): void {
  if (untilNs % SAMPLE_NS === 0) return;
  const below = untilNs - (untilNs % SAMPLE_NS);
  throw new UsageError(
    `--until ${moment(untilNs)}: runs are compared in steps of 100ms; write ${below / NS_PER_S}s or ${(below + SAMPLE_NS) / NS_PER_S}s.`,
  );
}

/** The commands that can change a run, in order of time. The others are reported. */
function scheduleOf(scenario: Scenario, scripted: readonly string[], untilNs: Ns, say: Say): TrialScript['schedule'] {
  const names = scenarioNames(scenario);
  const all = scripted.map(text => parseScriptedCommand(text, names)).sort((a, b) => a.t - b.t);
  return all.flatMap(({t, command}) => {
    const left = isForMachine(command)
      ? t >= untilNs && `every run ends at ${moment(untilNs)}`
      : 'it is written to the log only';
    if (left) say(`${writeCommand(command)} at ${moment(t)} changes nothing: ${left}.`);
    return isForMachine(command) && !left ? [{t, command}] : [];
  });
}

function isForMachine(command: Command): command is MachineCommand {
  return COMMANDS[command.command].to === 'machine';
}

async function runAll(comparison: Comparison, options: Options, io: Io) {
  const progress = openProgress(options.quiet ? undefined : io.terminal?.stderr);
  const made = {done: 0, all: 0};
  const trials = await comparePolicies(comparison, {
    workers: options.workers ?? availableParallelism(),
    signal: io.signal,
    onProgress({done, all}) {
      Object.assign(made, {done, all});
      progress.show(`${done} of ${all} runs`);
    },
  }).finally(progress.close);
  return {rows: summaries(trials), ...made};
}
