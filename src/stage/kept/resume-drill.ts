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

/** Of the options of a drill, those that matter when it goes on. */
type DrillOptions = {seed?: number; do?: readonly string[]};

/** Where its recording is looked for, and what `-` stands for. */
type Surroundings = {env: Environment; stdin(): Readable};

/** The drill that is meant and how far it came. Throws a UsageError or an InputError. */
export async function findResumed(
  given: string | undefined,
  resume: string | true,
  options: DrillOptions,
  around: Surroundings,
): Promise<DrillStart> {
  if (options.seed !== undefined)
    throw new UsageError('--seed can not be given with --resume, which goes on with what is recorded.');
  const name = given === undefined ? undefined : await nameOf(given);
  const file = fileOf(name, resume, around);
  const writer = writerOf(file);
  if (writer !== null) throw new UsageError(`${writer}; it can be resumed when that has ended.`);
  const {header, records} = await readDrillRecording(file, around.stdin);
  if (name !== undefined && header.drill.name !== name)
    throw new UsageError(`${file} is of the drill ${header.drill.name}, not ${name}.`);
  if (isOver(records)) throw new InputError(`${file}: this drill is over; irqdeck debrief ${file} tells how it went`);
  const setup = await setUpDrill(drillIn(header.drill.text, file));
  const t = records.at(-1)?.t ?? 0;
  const late = (options.do ?? []).map(text => parseScriptedCommand(text, setup.names)).find(each => each.t < t);
  if (late) throw new UsageError(`--do at ${moment(late.t)} comes too late: the drill goes on from ${moment(t)}.`);
  const reach: Resumed['reach'] = (session, made) => {
    playTo(t, session);
    refuseOther(file, told(records), told(made));
  };
  const asked = scheduleInDrill(records, setup, header);
  return {setup, seed: header.seed ?? 1, asked, reads: [file], resumed: {file, t, reach}};
}

/** A drill of one's own is named by its file when it is taken. */
async function nameOf(given: string): Promise<string> {
  return isFile(given) ? (await findDrill(given)).drill.drill : given;
}

/** A recording, or the last one of a drill that is named in front of the option or behind it. */
function fileOf(name: string | undefined, resume: string | true, {env}: Surroundings): string {
  const isName = resume === true || (name === undefined && !/[/\\]/.test(resume) && !existsSync(resume));
  if (!isName) return resume;
  const wanted = resume === true ? (name ?? null) : resume;
  const file = latestUnfinished(wanted, env);
  if (file !== null) return file;
  throw new UsageError(
    wanted === null
      ? 'no drill was left before its end; irqdeck drill NAME begins one.'
      : `no drill ${wanted} was left before its end; irqdeck drill ${wanted} begins it.`,
  );
}

/** Second by second, so that charts have a past. */
function playTo(t: Ns, session: Session): void {
  session.remember();
  while (session.t < t && !session.ended) session.advance(Math.min(t, session.t + NS_PER_S));
  // What was asked at that very time.
  session.advance(t);
}

/** A recording has keyframes and indexes of its own. */
function told(records: readonly TraceRecord[]): TraceRecord[] {
  return records.filter(({kind, t}) => kind !== 'index' && (kind !== 'keyframe' || t === 0));
}

/** Another version of this program may play the same drill differently. */
function refuseOther(file: string, recorded: readonly TraceRecord[], made: readonly TraceRecord[]): void {
  const at = recorded.findIndex((record, nth) => !made[nth] || encode(record) !== encode(made[nth]));
  if (at < 0) return;
  const {t} = recorded[at];
  throw new InputError(`${file}: this irqdeck plays it differently from ${moment(t)} on, and can not resume it`);
}
