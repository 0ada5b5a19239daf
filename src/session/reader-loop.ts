import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Ns} from '../protocol/words.ts';
import type {Source} from '../source/source.ts';
import {answersOf, isDeskCommand} from './desk/desk.ts';
import {type Folded, openFolded, type Tap} from './folded.ts';
import type {Checkpoint, Checkpoints} from './past/checkpoints.ts';
import {openReader, type Reader} from './reader.ts';
import {type Agenda, openAgenda, type Scheduled, type Sent} from './schedule.ts';

/** How a session comes through its source: what it reads, what it knows by now, what is asked on the way. */
export type ReaderLoop = {
  readonly source: Source;
  readonly known: Folded;
  readonly agenda: Agenda;
  reader: Reader;
  /** Of the source, or of the branch that was begun last. */
  header: Header;
  /** Where its records begin. */
  startNs: Ns;
  /** What a frame is compared with. */
  since: View;
  /** Where the source can be taken back to; `null`: it can not, or nothing is remembered. */
  places: Checkpoints | null;
};

/** Reads the first moment of a source, with the keyframe. */
export function openReaderLoop(source: Source, schedule: readonly Scheduled[], tap: Tap | null): ReaderLoop {
  // A recording may begin later.
  const startNs = Number.isFinite(source.nextNs ?? 0) ? (source.nextNs ?? 0) : 0;
  const {header} = source;
  const known = openFolded(header, startNs, tap);
  const reader = openReader(source);
  known.fold(reader.take(startNs), startNs);
  return {source, known, agenda: openAgenda(schedule), reader, header, startNs, since: known.view, places: null};
}

/** `Session.advance` */
export function goOn(course: ReaderLoop, untilNs: Ns, atSample?: (view: View) => boolean): boolean {
  const {known} = course;
  // What an advance that stopped at a sample has left of that moment.
  if (course.reader.pending(known.t)) known.fold(course.reader.take(known.t), known.t);
  sendDue(course);
  while (known.t < untilNs && !course.reader.ended && course.reader.nextNs !== null) {
    const stop = nextStop(course, untilNs, atSample !== undefined);
    if (takeUpTo(course, stop, atSample)) return true;
    sendDue(course);
    if (course.places?.due(known.t) && known.t === stop) course.places.add(placeHere(course));
  }
  return false;
}

/** `Session.step` */
export function goOnBySample(course: ReaderLoop): void {
  const {known} = course;
  goOn(course, nextSampleNs(course) ?? Number.MAX_SAFE_INTEGER, () => true);
  goOn(course, known.t);
}

/** Of a source that computes its records, so that none has to arrive: when the next sample is due. */
export function nextSampleNs({known, header, source}: ReaderLoop): Ns | undefined {
  if (source.nextNs !== undefined) return undefined;
  return (Math.floor(known.t / header.intervalNs) + 1) * header.intervalNs;
}

function sendDue(course: ReaderLoop): void {
  const {agenda, known} = course;
  for (let due = agenda.take(known.t); due !== null; due = agenda.take(known.t)) send(course, due);
}

// So many sampling intervals are folded at once: the cost of a fold is spread, and hours never stand in memory as records.
const CHUNK = 100;

/**
 * One sampling interval at a time where a sample may end it: what is asked of the source then reaches it at that sample. Of a source
 * that knows when its next record comes, at least up to there: gaps may be of any length. Never over where it was before, so that what
 * is new can be told from what is read again.
 */
function nextStop({known, agenda, header, reader}: ReaderLoop, untilNs: Ns, bySample: boolean): Ns {
  const due = Math.min(untilNs, agenda.nextNs, known.t < known.farthestNs ? known.farthestNs : untilNs);
  const stretchNs = header.intervalNs * (bySample ? 1 : CHUNK);
  const endNs = (Math.floor(known.t / stretchNs) + 1) * stretchNs;
  return Math.min(due, bySample ? (reader.nextNs ?? endNs) : Math.max(reader.nextNs ?? 0, endNs));
}

function takeUpTo({known, reader}: ReaderLoop, stop: Ns, atSample?: (view: View) => boolean): boolean {
  const again = known.t < known.farthestNs;
  const records = reader.take(stop);
  let folded = 0;
  for (let next = 0; atSample && next < records.length; next++) {
    if (records[next].kind !== 'sample') continue;
    known.fold(records.slice(folded, next + 1), records[next].t, again);
    folded = next + 1;
    if (!atSample(known.view)) continue;
    reader.putBack(records.slice(folded));
    return true;
  }
  const all = !reader.ended && reader.nextNs !== null;
  known.fold(records.slice(folded), all ? stop : (records.at(-1)?.t ?? known.t), again);
  return false;
}

/** `Session.send` */
export function requestCommand(course: ReaderLoop, command: Command): void {
  const {known, agenda} = course;
  if (known.t < known.farthestNs) {
    if (isDeskCommand(command)) return;
    agenda.branch();
    course.places?.forgetAfter(known.t);
    branch(course);
  }
  send(course, agenda.note(known.t, command));
}

function send({source, known}: ReaderLoop, sent: Sent): void {
  const records = answersOf(source, known.view, sent.command);
  sent.applied = records.some(({kind}) => kind === 'command_applied');
  known.fold(records, known.t, sent.again);
}

/** From now on it is a run of its own, of what is recorded in a file. */
export function branch(course: ReaderLoop, file?: string): void {
  const {known, agenda} = course;
  const commands = agenda.carriedOut();
  const {commands: _, ...rest} = course.header;
  const branchOf = {t: known.t, ...(file !== undefined && {file})};
  course.header = {...rest, branchOf, ...(commands.length > 0 && {commands})};
  known.branch(course.header);
}

/** Where a source that can be taken back stands, and all that is known there. */
export function placeHere({source, known, agenda}: ReaderLoop): Checkpoint {
  return {t: known.t, view: known.view, state: source.snapshot!(), sent: agenda.sent};
}
