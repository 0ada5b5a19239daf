import type {Cause} from '../drill/file/document.ts';
import {causeOf, drillWith, guiltyOf} from '../drill/file/injects.ts';
import {type Debrief, debriefOf} from '../drill/judge/debrief.ts';
import {actsOf, endOf, findingsOf} from '../drill/judge/findings.ts';
import {harmCurvesOf} from '../drill/judge/harm-curves.ts';
import {scoreOf} from '../drill/judge/score.ts';
import {COMMANDS, type Command} from '../protocol/command/command.ts';
import type {Keyframe} from '../protocol/record/keyframe.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Scheduled} from '../session/session.ts';
import {baselinesOf, play} from './runs.ts';
import type {DrillSetup} from './setup.ts';

/** More acts than these are not judged one by one. */
const JUDGED_ACTS = 12;

/** The debrief of a run, from its records alone: what it is compared with is played again. */
export function judgeDrill(
  setup: DrillSetup,
  seed: number,
  run: readonly TraceRecord[],
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
  const courses = harmCurvesOf(drill, guiltyOf(cause, names, (run[0] as Keyframe).devices), evidence);
  return debriefOf(drill, found, scoreOf(drill, found), courses, run, seed);
}

/** The same, told run by run how far it is. */
export function judgeWithProgress(
  setup: DrillSetup,
  seed: number,
  run: readonly TraceRecord[],
  told: (done: number, of: number) => void,
): Debrief {
  const of = BASELINES + Math.min(actsOf(run).length, JUDGED_ACTS);
  let done = 0;
  const onRun = () => told(++done, of);
  return judgeDrill(setup, seed, run, baselinesOf(setup, seed, onRun), JUDGED_ACTS, onRun);
}

/** Idle, without the fault, and solved. */
const BASELINES = 3;

/** What the trainee asked of the machine, done or refused. */
function commandsIn(run: readonly TraceRecord[]): Scheduled[] {
  return run.flatMap(record => {
    if (record.kind !== 'command_applied' && record.kind !== 'command_refused') return [];
    const command = record.command as Command | undefined;
    return command && COMMANDS[command.command].to === 'machine' ? [{t: record.t, command}] : [];
  });
}
