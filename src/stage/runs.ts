import {causeOf} from '../drill/file/injects.ts';
import type {Evidence} from '../drill/judge/findings.ts';
import {openRunSizeCheck} from '../drill/judge/run-size.ts';
import {readCommand} from '../model/words/command-line.ts';
import type {Command} from '../protocol/command/command.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {isDeskCommand} from '../session/desk/desk.ts';
import type {Scheduled} from '../session/session.ts';
import type {DrillSource} from './conductor.ts';
import {type DrillSetup, openDrill, type Variant} from './setup.ts';

/** Plays a drill with these commands to its end, without a screen. Returns all its records. */
export function play(
  setup: DrillSetup,
  seed: number,
  schedule: readonly Scheduled[],
  variant: Variant = {},
): TraceRecord[] {
  const records: TraceRecord[] = [];
  const checkSize = openRunSizeCheck();
  const hear = (more: readonly TraceRecord[]) => {
    checkSize(more);
    for (const record of more) records.push(record);
  };
  const played = openDrill(setup, seed, {...variant, hear});
  for (const {t, command} of schedule.toSorted((one, other) => one.t - other.t)) {
    played.read(t);
    if (played.ended) break;
    sendTo(played, command, t);
  }
  while (!played.ended) played.read((records.at(-1)?.t ?? 0) + STRETCH_NS);
  return records;
}

function sendTo(played: DrillSource, command: Command, t: Ns): void {
  if (isDeskCommand(command))
    played.desk!(command, {t, kind: 'command_refused', command, reason: 'there is no screen'});
  else played.send!(command);
}

const STRETCH_NS = 10_000_000_000;

/** The solution or blunder in the drill's file, as commands. */
export function runScript(
  {drill, names}: DrillSetup,
  seed: number,
  script: 'solution' | 'blunder',
  faultNs: Ns,
): Scheduled[] {
  return causeOf(drill, seed)[script].map(({after, do: order}) => {
    const read = readCommand(order, names);
    if (!('command' in read)) throw new Error(`"${order}" is not a command`);
    return {t: faultNs + after, command: read.command};
  });
}

/** The runs that a trainee's run is compared with; they depend only on the drill and the seed. */
export type Baselines = Omit<Evidence, 'run' | 'without'> & {faultNs: Ns};

/** Plays the baseline runs. `onRun` is called after each. */
export function baselinesOf(setup: DrillSetup, seed: number, onRun: () => void = () => {}): Baselines {
  const {drill} = setup;
  const cause = causeOf(drill, seed);
  const idle = play(setup, seed, []);
  onRun();
  const faultNs = faultIn(idle);
  const healthyRun = cause.fault ? play(setup, seed, [], {healthy: true, untilNs: drill.limit}) : idle;
  onRun();
  const best = play(setup, seed, runScript(setup, seed, 'solution', cause.fault ? faultNs : 0));
  onRun();
  return {idle, healthy: healthyRun, best, faultNs};
}

function faultIn(records: readonly TraceRecord[]): Ns {
  return records.find(({kind}) => kind === 'inject_applied')?.t ?? 0;
}
