import {existsSync} from 'node:fs';
import type {Readable} from 'node:stream';
import {moment} from '../../model/words/numbers.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Session} from '../../session/session.ts';
import {parseScriptedCommand} from '../../setup/scripted-command.ts';
import {UsageError} from '../../setup/usage.ts';
import {writerOf} from '../../store/files.ts';
import type {Environment} from '../../store/state-folder.ts';
import {InputError} from '../../trace/fault.ts';
import {encode} from '../../trace/recording/encode.ts';
import type {DrillStart, Resumed} from '../drill-run.ts';
import {drillIn, findDrill, isFile} from '../find-drill.ts';
import {scheduleInDrill} from '../schedule.ts';
import {setUpDrill} from '../setup.ts';
import {isOver, readDrillRecording} from './drill-recording.ts';
import {latestUnfinished} from './kept-files.ts';

/** The options of a drill that matter when it is resumed. */
type DrillOptions = {seed?: number; do?: readonly string[]};

/** Where recordings are searched, and the stream of `-`. */
type Surroundings = {env: Environment; stdin(): Readable};

/** Finds the drill to resume, and prepares to play it up to where it was left. Rejects with a UsageError or an InputError. */
export async function findResumed(
  given: string | undefined,
  resume: string | true,
  options: DrillOptions,
  around: Surroundings,
): Promise<DrillStart> {
  if (options.seed !== undefined)
    throw new UsageError('--seed can not be used with --resume: its value comes from the recording.');
  const name = given === undefined ? undefined : await nameOf(given);
  const file = fileOf(name, resume, around);
  const writer = writerOf(file);
  if (writer !== null) throw new UsageError(`${writer}; resume it after that process has ended.`);
  const {header, records} = await readDrillRecording(file, around.stdin);
  if (name !== undefined && header.drill.name !== name)
    throw new UsageError(`${file} is a recording of the drill ${header.drill.name}, not of ${name}.`);
  if (isOver(records)) throw new InputError(`${file}: this drill is over; irqdeck debrief ${file} shows how it went`);
  const setup = await setUpDrill(drillIn(header.drill.text, file));
  const t = records.at(-1)?.t ?? 0;
  const late = (options.do ?? []).map(text => parseScriptedCommand(text, setup.names)).find(each => each.t < t);
  if (late) throw new UsageError(`--do at ${moment(late.t)} is in the past: the drill continues from ${moment(t)}.`);
  const reach: Resumed['reach'] = (session, made) => {
    playTo(t, session);
    refuseDifferent(file, comparable(records), comparable(made));
  };
  const asked = scheduleInDrill(records, setup, header);
  return {setup, seed: header.seed ?? 1, asked, reads: [file], resumed: {file, t, reach}};
}

/** The name of a drill, also of a user's own, which is given as a file. */
async function nameOf(given: string): Promise<string> {
  return isFile(given) ? (await findDrill(given)).drill.drill : given;
}

/** The recording to resume: the one that is named, or the last one of a drill, whose name stands before or after the option. */
function fileOf(name: string | undefined, resume: string | true, {env}: Surroundings): string {
  const isName = resume === true || (name === undefined && !/[/\\]/.test(resume) && !existsSync(resume));
  if (!isName) return resume;
  const wanted = resume === true ? (name ?? null) : resume;
  const file = latestUnfinished(wanted, env);
  if (file !== null) return file;
  throw new UsageError(
    wanted === null
      ? 'no drill was left before its end; irqdeck drill NAME starts one.'
      : `no drill ${wanted} was left before its end; irqdeck drill ${wanted} starts it.`,
  );
}

/** Plays second by second, so that charts have a history. */
function playTo(t: Ns, session: Session): void {
  session.remember();
  while (session.t < t && !session.ended) session.advance(Math.min(t, session.t + NS_PER_S));
  // Commands at exactly this time are sent too.
  session.advance(t);
}

/** Without later keyframes and indexes, which the recorder adds. */
function comparable(records: readonly TraceRecord[]): TraceRecord[] {
  return records.filter(({kind, t}) => kind !== 'index' && (kind !== 'keyframe' || t === 0));
}

/** Another version of irqdeck may play the same drill differently. */
function refuseDifferent(file: string, recorded: readonly TraceRecord[], made: readonly TraceRecord[]): void {
  const at = recorded.findIndex((record, nth) => !made[nth] || encode(record) !== encode(made[nth]));
  if (at < 0) return;
  const {t} = recorded[at];
  throw new InputError(
    `${file}: this version of irqdeck plays the drill differently from ${moment(t)} on, so it can not resume it`,
  );
}
