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

/** Only the first acts are judged one by one: each needs a run of its own. */
const JUDGED_ACTS = 12;

/**
 * The debrief of a run, from its records alone; the runs that it is compared with are played here. `onRun` is called after each run that
 * is played without one of the acts.
 */
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

/** The same, with a report of progress after each run. */
export function judgeWithProgress(
  setup: DrillSetup,
  seed: number,
  run: readonly TraceRecord[],
  onProgress: (done: number, of: number) => void,
): Debrief {
  const of = BASELINES + Math.min(actsOf(run).length, JUDGED_ACTS);
  let done = 0;
  const onRun = () => onProgress(++done, of);
  return judgeDrill(setup, seed, run, baselinesOf(setup, seed, onRun), JUDGED_ACTS, onRun);
}

/** The idle run, the run without the fault, and the best run. */
const BASELINES = 3;

/** The machine commands of the trainee, applied or refused. */
function commandsIn(run: readonly TraceRecord[]): Scheduled[] {
  return run.flatMap(record => {
    if (record.kind !== 'command_applied' && record.kind !== 'command_refused') return [];
    const command = record.command as Command | undefined;
    return command && COMMANDS[command.command].to === 'machine' ? [{t: record.t, command}] : [];
  });
}
