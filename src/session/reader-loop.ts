import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Ns} from '../protocol/words.ts';
import type {Source} from '../source/source.ts';
import {answersOf, isDeskCommand} from './desk/desk.ts';
import {branchFolded, type Folded, foldRecords, openFolded, type Tap} from './folded.ts';
import type {Checkpoints, SessionCheckpoint} from './past/checkpoints.ts';
import {isInPast} from './past/present.ts';
import {openReader, type Reader} from './reader.ts';
import {openSchedule, type Schedule, type Scheduled, type Sent} from './schedule.ts';

/** The state of a session that reads its source: the reader, the folded view, the scheduled commands. */
export type ReaderLoop = {
  readonly source: Source;
  readonly folded: Folded;
  readonly schedule: Schedule;
  reader: Reader;
  /** Of the source, or of the last branch. */
  header: Header;
  /** Where its records begin. */
  startNs: Ns;
  /** The view that the next frame is compared with. */
  since: View;
  /** States that the source can be taken back to; `null`: the source has none, or the past is not kept. */
  checkpoints: Checkpoints<SessionCheckpoint> | null;
};

/** Reads all records of the first time of a source, with the keyframe. */
export function openReaderLoop(source: Source, schedule: readonly Scheduled[], tap: Tap | null): ReaderLoop {
  // A recording may begin later than 0.
  const startNs = Number.isFinite(source.nextNs ?? 0) ? (source.nextNs ?? 0) : 0;
  const {header} = source;
  const folded = openFolded(header, startNs, tap);
  const reader = openReader(source);
  foldRecords(folded, reader.take(startNs), startNs);
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
  foldPending(loop);
  sendDue(loop);
  while (folded.view.t < untilNs && !loop.reader.ended && loop.reader.nextNs !== null) {
    const stop = nextStop(loop, untilNs, atSample !== undefined);
    if (foldUpTo(loop, stop, atSample)) return true;
    sendDue(loop);
    const {t} = folded.view;
    if (loop.checkpoints?.due(t) && t === stop) loop.checkpoints.add(checkpointHere(loop));
  }
  return false;
}

/** The last advance may have stopped at a sample, with more records of that time to come. */
function foldPending({folded, reader}: ReaderLoop): void {
  const {t} = folded.view;
  if (reader.pending(t)) foldRecords(folded, reader.take(t), t);
}

/** `Session.step` */
export function stepLoop(loop: ReaderLoop): void {
  advanceLoop(loop, nextSampleNs(loop) ?? Number.MAX_SAFE_INTEGER, () => true);
  advanceLoop(loop, loop.folded.view.t);
}

/** The time of the next sample, if the source computes its records; `undefined`: the records have to arrive. */
export function nextSampleNs({folded, header, source}: ReaderLoop): Ns | undefined {
  if (source.nextNs !== undefined) return undefined;
  return (Math.floor(folded.view.t / header.intervalNs) + 1) * header.intervalNs;
}

function sendDue(loop: ReaderLoop): void {
  const {schedule, folded} = loop;
  const {t} = folded.view;
  for (let due = schedule.take(t); due !== null; due = schedule.take(t)) send(loop, due);
}

// So many sampling intervals are folded at once: this spreads the cost of a fold, and keeps hours of records out of memory.
const CHUNK_INTERVALS = 100;

/**
 * With `bySample`, a stop after each sampling interval: when a sample ends the advance, the source has not gone further, so a command reaches
 * it at that sample. A source that knows the time of its next record is read at least up to there, because gaps may have any length. There
 * is a stop at the present too: it separates records that are read again from new ones.
 */
function nextStop({folded, schedule, header, reader}: ReaderLoop, untilNs: Ns, bySample: boolean): Ns {
  const {view, farthestNs} = folded;
  const due = Math.min(untilNs, schedule.nextNs, isInPast(folded) ? farthestNs : untilNs);
  const chunkNs = header.intervalNs * (bySample ? 1 : CHUNK_INTERVALS);
  const endNs = (Math.floor(view.t / chunkNs) + 1) * chunkNs;
  return Math.min(due, bySample ? (reader.nextNs ?? endNs) : Math.max(reader.nextNs ?? 0, endNs));
}

/** Whether a sample ended the advance. */
function foldUpTo({folded, reader}: ReaderLoop, stop: Ns, atSample?: (view: View) => boolean): boolean {
  const again = isInPast(folded);
  const records = reader.take(stop);
  let done = 0;
  for (let next = 0; atSample && next < records.length; next++) {
    if (records[next].kind !== 'sample') continue;
    foldRecords(folded, records.slice(done, next + 1), records[next].t, again);
    done = next + 1;
    if (!atSample(folded.view)) continue;
    reader.putBack(records.slice(done));
    return true;
  }
  const isWhole = !reader.ended && reader.nextNs !== null;
  foldRecords(folded, records.slice(done), isWhole ? stop : (records.at(-1)?.t ?? folded.view.t), again);
  return false;
}

/** `Session.send` */
export function requestCommand(loop: ReaderLoop, command: Command): void {
  const {folded, schedule} = loop;
  const {t} = folded.view;
  if (isInPast(folded)) {
    if (isDeskCommand(command)) return;
    schedule.branch();
    loop.checkpoints?.forgetAfter(t);
    branchLoop(loop);
  }
  send(loop, schedule.addSent(t, command));
}

function send({source, folded}: ReaderLoop, sent: Sent): void {
  const records = answersOf(source, folded.view, sent.command);
  sent.applied = records.some(({kind}) => kind === 'command_applied');
  foldRecords(folded, records, folded.view.t, sent.again);
}

/** From now on the session is a run of its own: a branch of the run that is recorded in a file. */
export function branchLoop(loop: ReaderLoop, file?: string): void {
  const {folded, schedule} = loop;
  const commands = schedule.applied();
  const {commands: _, ...rest} = loop.header;
  const branchOf = {t: folded.view.t, ...(file !== undefined && {file})};
  loop.header = {...rest, branchOf, ...(commands.length > 0 && {commands})};
  branchFolded(folded, loop.header);
}

/** The state of a source that can be taken back, with the view of the same time. */
export function checkpointHere({source, folded, schedule}: ReaderLoop): SessionCheckpoint {
  const {view} = folded;
  return {t: view.t, view, state: source.snapshot!(), sent: schedule.sent};
}
