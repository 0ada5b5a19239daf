import {coursesOf} from '../drill/courses.ts';
import {type Debrief, debriefOf} from '../drill/debrief.ts';
import type {Cause, Drill} from '../drill/document.ts';
import {actsOf, type Evidence, endOf, findingsOf} from '../drill/findings.ts';
import {causeOf, drillWith, guiltyOf} from '../drill/plan.ts';
import {scoreOf} from '../drill/score.ts';
import {openWork} from '../drill/work.ts';
import {type Names, readCommand} from '../model/command-line.ts';
import type {Command} from '../protocol/command.ts';
import {COMMANDS} from '../protocol/command.ts';
import type {Keyframe} from '../protocol/keyframe.ts';
import type {Record} from '../protocol/record.ts';
import type {Ns} from '../protocol/words.ts';
import {SCENARIOS} from '../scenario/catalogue.ts';
import type {Scenario} from '../scenario/scenario.ts';
import {openConductor, type Stage, type Staged} from '../session/conductor.ts';
import {isDeskCommand} from '../session/desk.ts';
import type {Scheduled} from '../session/session.ts';
import {openSimulator} from '../source/simulator.ts';
import type {FoundDrill} from './drills.ts';
import {policyNamed} from './mechanisms.ts';
import {namesOf} from './names.ts';
import {DEFAULT_INTERVAL_NS} from './options.ts';
import {withParameters} from './scenarios.ts';
import {settingsOf} from './settings.ts';

/** A drill with what it is played on. */
export type Setup = {drill: Drill; text: string; scenario: Scenario; policy: string; names: Names};

/** Throws a UsageError where what the drill sets can not be set. */
export async function setUp({drill, text}: FoundDrill): Promise<Setup> {
  const settings = settingsOf(Object.entries(drill.set).map(([key, value]) => `${key}=${value}`));
  const document = SCENARIOS.find(({name}) => name === drill.scenario)!.document;
  const scenario = await withParameters({document}, settings);
  const policy = [drill.policy, ...settings.mechanisms].join('+');
  policyNamed(policy);
  return {drill, text, scenario, policy, names: namesOf(scenario)};
}

type Variant = Pick<Staged, 'healthy' | 'untilNs' | 'tapFor' | 'hear'>;

/** A drill, ready to be taken. */
export function stage(setup: Setup, seed: number, variant: Variant = {}): Stage {
  const {drill, text, scenario, policy, names} = setup;
  const source = openSimulator({
    scenario,
    policy: policyNamed(policy),
    seed,
    intervalNs: DEFAULT_INTERVAL_NS,
    hardware: 'assumed',
  });
  const cause = causeOf(drill, seed);
  return openConductor({drill: drillWith(drill, cause), cause, text, source, names, ...variant});
}

/** All that happens when it is taken with these commands, and nobody looks on. */
export function play(setup: Setup, seed: number, schedule: readonly Scheduled[], variant: Variant = {}): Record[] {
  const records: Record[] = [];
  const work = openWork();
  const hear = (heard: readonly Record[]) => {
    work(heard);
    for (const record of heard) records.push(record);
  };
  const played = stage(setup, seed, {...variant, hear});
  for (const {t, command} of schedule.toSorted((one, other) => one.t - other.t)) {
    played.read(t);
    if (played.ended) break;
    give(played, command, t);
  }
  while (!played.ended) played.read((records.at(-1)?.t ?? 0) + STRETCH_NS);
  return records;
}

function give(played: Stage, command: Command, t: Ns): void {
  if (isDeskCommand(command)) played.desk!(command, {t, kind: 'command_refused', command, reason: 'nobody looks on'});
  else played.send!(command);
}

const STRETCH_NS = 10_000_000_000;

/** The drill's own solution or blunder as commands. */
export function scriptOf(
  {drill, names}: Setup,
  seed: number,
  script: 'solution' | 'blunder',
  faultNs: Ns,
): Scheduled[] {
  return causeOf(drill, seed)[script].map(({after, do: order}) => {
    const read = readCommand(order, names);
    if (!('command' in read)) throw new Error(`"${order}" is no command`);
    return {t: faultNs + after, command: read.command};
  });
}

/** Runs that a drill's runs are compared with, the same for all with this seed. */
export type Baselines = Omit<Evidence, 'run' | 'without'> & {faultNs: Ns};

/** `onRun` is called after each run that is played. */
export function baselinesOf(setup: Setup, seed: number, onRun: () => void = () => {}): Baselines {
  const {drill} = setup;
  const cause = causeOf(drill, seed);
  const idle = play(setup, seed, []);
  onRun();
  const faultNs = faultIn(idle);
  const twin = cause.fault ? play(setup, seed, [], {healthy: true, untilNs: drill.limit}) : idle;
  onRun();
  const best = play(setup, seed, scriptOf(setup, seed, 'solution', cause.fault ? faultNs : 0));
  onRun();
  return {idle, twin, best, faultNs};
}

const BASELINES = 3;

function faultIn(records: readonly Record[]): Ns {
  return records.find(({kind}) => kind === 'inject_applied')?.t ?? 0;
}

/** More acts than these are not judged one by one. */
const JUDGED_ACTS = 12;

/** The debrief of a run, from its records alone: what it is compared with is played again. */
export function judge(
  setup: Setup,
  seed: number,
  run: readonly Record[],
  baselines = baselinesOf(setup, seed),
  judgedActs = JUDGED_ACTS,
  onRun: () => void = () => {},
): Debrief {
  const cause: Cause = causeOf(setup.drill, seed);
  const drill = drillWith(setup.drill, cause);
  const {names} = setup;
  const commands = commandsIn(run);
  const untilNs = endOf(run).t;
  const without = actsOf(run).map(({t, command}, at) => {
    if (at >= judgedActs) return null;
    const others = commands.filter(each => each.command !== command || each.t !== t);
    const played = play(setup, seed, others, {untilNs});
    onRun();
    return played;
  });
  const evidence = {...baselines, run, without};
  const found = findingsOf(drill, cause, names, evidence);
  const courses = coursesOf(drill, guiltyOf(cause, names, (run[0] as Keyframe).devices), evidence);
  return debriefOf(drill, found, scoreOf(drill, found), courses, run, seed);
}

/** The same, told run by run how far it is. */
export function judgeTold(
  setup: Setup,
  seed: number,
  run: readonly Record[],
  told: (done: number, of: number) => void,
): Debrief {
  const of = BASELINES + Math.min(actsOf(run).length, JUDGED_ACTS);
  let done = 0;
  const onRun = () => told(++done, of);
  return judge(setup, seed, run, baselinesOf(setup, seed, onRun), JUDGED_ACTS, onRun);
}

/** What the trainee asked of the machine, done or refused. */
export function commandsIn(run: readonly Record[]): Scheduled[] {
  return run.flatMap(record => {
    if (record.kind !== 'command_applied' && record.kind !== 'command_refused') return [];
    const command = record.command as Command | undefined;
    return command && COMMANDS[command.command].to === 'machine' ? [{t: record.t, command}] : [];
  });
}
