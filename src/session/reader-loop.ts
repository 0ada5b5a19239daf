import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Ns} from '../protocol/words.ts';
import type {Source} from '../source/source.ts';
import {answersOf, isDeskCommand} from './desk/desk.ts';
import {type Folded, openFolded, type Tap} from './folded.ts';
import type {Checkpoint, Checkpoints} from './past/checkpoints.ts';
import {openReader, type Reader} from './reader.ts';
import {openSchedule, type Schedule, type Scheduled, type Sent} from './schedule.ts';

/** The state of a session that reads its source: the reader, the folded view, the commands on the way. */
export type ReaderLoop = {
  readonly source: Source;
  readonly folded: Folded;
  readonly schedule: Schedule;
  reader: Reader;
  /** Of the source, or of the branch that was begun last. */
  header: Header;
  /** Where its records begin. */
  startNs: Ns;
  /** The view that the next frame is compared with. */
  since: View;
  /** States that the source can be taken back to; `null`: it can not, or the past is not kept. */
  checkpoints: Checkpoints | null;
};

/** Reads the first moment of a source, with the keyframe. */
export function openReaderLoop(source: Source, schedule: readonly Scheduled[], tap: Tap | null): ReaderLoop {
  // A recording may begin later.
  const startNs = Number.isFinite(source.nextNs ?? 0) ? (source.nextNs ?? 0) : 0;
  const {header} = source;
  const folded = openFolded(header, startNs, tap);
  const reader = openReader(source);
  folded.fold(reader.take(startNs), startNs);
  return {
    source,
    folded,
    schedule: openSchedule(schedule),
    reader,
    header,
    startNs,
    since: folded.view,
    checkpoints: null,
  };
}

/** `Session.advance` */
export function advanceLoop(loop: ReaderLoop, untilNs: Ns, atSample?: (view: View) => boolean): boolean {
  const {folded} = loop;
  // The last advance may have stopped at a sample, before the end of its moment.
  if (loop.reader.pending(folded.t)) folded.fold(loop.reader.take(folded.t), folded.t);
  sendDue(loop);
  while (folded.t < untilNs && !loop.reader.ended && loop.reader.nextNs !== null) {
    const stop = nextStop(loop, untilNs, atSample !== undefined);
    if (takeUpTo(loop, stop, atSample)) return true;
    sendDue(loop);
    if (loop.checkpoints?.due(folded.t) && folded.t === stop) loop.checkpoints.add(checkpointHere(loop));
  }
  return false;
}

/** `Session.step` */
export function stepLoop(loop: ReaderLoop): void {
  const {folded} = loop;
  advanceLoop(loop, nextSampleNs(loop) ?? Number.MAX_SAFE_INTEGER, () => true);
  advanceLoop(loop, folded.t);
}

/** The time of the next sample, of a source that computes its records; `undefined`: they have to arrive. */
export function nextSampleNs({folded, header, source}: ReaderLoop): Ns | undefined {
  if (source.nextNs !== undefined) return undefined;
  return (Math.floor(folded.t / header.intervalNs) + 1) * header.intervalNs;
}

function sendDue(loop: ReaderLoop): void {
  const {schedule, folded} = loop;
  for (let due = schedule.take(folded.t); due !== null; due = schedule.take(folded.t)) send(loop, due);
}

// Sampling intervals folded at once: this spreads the cost of a fold, and keeps hours of records out of memory.
const CHUNK = 100;

/**
 * One sampling interval at a time where a sample may end the advance: a command then reaches the source at that sample. A source that knows
 * the time of its next record is read at least up to there: gaps may have any length. A stop at the farthest time separates records that are
 * read again from new ones.
 */
function nextStop({folded, schedule, header, reader}: ReaderLoop, untilNs: Ns, bySample: boolean): Ns {
  const due = Math.min(untilNs, schedule.nextNs, folded.t < folded.farthestNs ? folded.farthestNs : untilNs);
  const stretchNs = header.intervalNs * (bySample ? 1 : CHUNK);
  const endNs = (Math.floor(folded.t / stretchNs) + 1) * stretchNs;
  return Math.min(due, bySample ? (reader.nextNs ?? endNs) : Math.max(reader.nextNs ?? 0, endNs));
}

function takeUpTo({folded, reader}: ReaderLoop, stop: Ns, atSample?: (view: View) => boolean): boolean {
  const again = folded.t < folded.farthestNs;
  const records = reader.take(stop);
  let taken = 0;
  for (let next = 0; atSample && next < records.length; next++) {
    if (records[next].kind !== 'sample') continue;
    folded.fold(records.slice(taken, next + 1), records[next].t, again);
    taken = next + 1;
    if (!atSample(folded.view)) continue;
    reader.putBack(records.slice(taken));
    return true;
  }
  const all = !reader.ended && reader.nextNs !== null;
  folded.fold(records.slice(taken), all ? stop : (records.at(-1)?.t ?? folded.t), again);
  return false;
}

/** `Session.send` */
export function requestCommand(loop: ReaderLoop, command: Command): void {
  const {folded, schedule} = loop;
  if (folded.t < folded.farthestNs) {
    if (isDeskCommand(command)) return;
    schedule.branch();
    loop.checkpoints?.forgetAfter(folded.t);
    branch(loop);
  }
  send(loop, schedule.note(folded.t, command));
}

function send({source, folded}: ReaderLoop, sent: Sent): void {
  const records = answersOf(source, folded.view, sent.command);
  sent.applied = records.some(({kind}) => kind === 'command_applied');
  folded.fold(records, folded.t, sent.again);
}

/** From now on the session is a run of its own: a branch of the run that is recorded in a file. */
export function branch(loop: ReaderLoop, file?: string): void {
  const {folded, schedule} = loop;
  const commands = schedule.carriedOut();
  const {commands: _, ...rest} = loop.header;
  const branchOf = {t: folded.t, ...(file !== undefined && {file})};
  loop.header = {...rest, branchOf, ...(commands.length > 0 && {commands})};
  folded.branch(loop.header);
}

/** The state of a source that can be taken back, with the view of its time. */
export function checkpointHere({source, folded, schedule}: ReaderLoop): Checkpoint {
  return {t: folded.t, view: folded.view, state: source.snapshot!(), sent: schedule.sent};
}
