import {EventEmitter} from 'node:events';
import {isEntered} from './sequences.ts';

/** What we need of the terminal's own stream. */
export type OutputTerminal = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows' | 'on' | 'off'>;

/** The stream that Ink is given instead of the terminal's. */
export type InkStdout = NodeJS.WriteStream;

/** Makes a frame of what Ink wrote in a turn: the bytes to be sent in one write; '' for nothing. */
export type Compose = (ink: string) => string;

type Callback = () => void;

/**
 * Gathers what Ink writes in one turn of the event loop and hands it to `compose`, whose result is the one write of that turn. While
 * the terminal has not taken the last write, no frame is composed at all: a slow terminal gets the newest frame, not all of them.
 */
export type FrameWriter = {
  readonly stream: InkStdout;
  readonly terminal: OutputTerminal;
  readonly compose: Compose;
  /** Called when Ink leaves the alternate screen, which it does before it waits for the terminal and ends. */
  readonly onLeave: Callback;
  /** What Ink has written since the last frame, and its callbacks for when that is sent. */
  ink: string;
  callbacks: Callback[];
  /** Callbacks of writes that the terminal has not taken yet. */
  unsent: Callback[];
  readonly whenDrained: Callback[];
  /** Writes that the terminal has not taken yet. */
  writing: number;
  /** Frames wait while this is above 0. */
  holds: number;
  /** A frame ends this turn. */
  scheduled: boolean;
  /** A frame waits for the terminal or a hold. */
  due: boolean;
  /** Nothing is sent; what Ink writes is discarded. */
  muted: boolean;
  /** Everything is sent as it comes: the process ends, and no turn will end any more. */
  direct: boolean;
};

/** No larger screen is drawn, whatever size a terminal reports: 65,535 × 65,535 cells would fill the memory. */
export const MOST_COLUMNS = 1000;
export const MOST_SCREEN_ROWS = 400;

/** Opens the stream for Ink on a terminal. */
export function openFrameWriter(terminal: OutputTerminal, compose: Compose, onLeave: Callback = () => {}): FrameWriter {
  const writer: FrameWriter = {
    stream: inkStdout(terminal, (chunk, sent) => addInk(writer, chunk, sent)),
    terminal,
    compose,
    onLeave,
    ink: '',
    callbacks: [],
    unsent: [],
    whenDrained: [],
    writing: 0,
    holds: 0,
    scheduled: false,
    due: false,
    muted: false,
    direct: false,
  };
  return writer;
}

function inkStdout(terminal: OutputTerminal, add: (chunk: string, sent?: Callback) => void): InkStdout {
  const events = new EventEmitter();
  // Each view that asks for the size listens.
  events.setMaxListeners(0);
  const stream = Object.assign(events, {
    isTTY: true,
    writable: true,
    write(chunk: string, sent?: Callback): boolean {
      add(chunk, sent);
      return true;
    },
    end() {},
  });
  Object.defineProperties(stream, {
    columns: {get: () => Math.min(terminal.columns, MOST_COLUMNS)},
    rows: {get: () => Math.min(terminal.rows, MOST_SCREEN_ROWS)},
  });
  return stream as unknown as InkStdout;
}

function addInk(writer: FrameWriter, chunk: string, sent?: Callback): void {
  writer.ink += chunk;
  if (!isEntered(chunk, true)) writer.onLeave();
  // Ink asks by an empty write whether everything has been sent; it must not wait for bytes that are held back.
  if (sent && writer.holds > 0) queueMicrotask(sent);
  else if (sent) writer.callbacks.push(sent);
  if (writer.direct) flushFrame(writer);
  else scheduleFrame(writer);
}

/** Sends a frame at the end of this turn, even if Ink writes nothing. */
export function scheduleFrame(writer: FrameWriter): void {
  if (writer.scheduled) return;
  writer.scheduled = true;
  // Two steps: a commit that React has put off to the end of this turn is written in between and joins the frame.
  queueMicrotask(() => queueMicrotask(() => endTurn(writer)));
}

function endTurn(writer: FrameWriter): void {
  writer.scheduled = false;
  if (writer.holds > 0 || writer.writing > 0) writer.due = true;
  else flushFrame(writer);
}

/** Sends what is gathered at once, without waiting for the end of the turn or for the terminal to drain. */
export function flushFrame(writer: FrameWriter): void {
  const {ink, callbacks} = writer;
  Object.assign(writer, {ink: '', callbacks: [], due: false});
  const bytes = writer.muted ? '' : writer.compose(ink);
  if (bytes !== '') send(writer, bytes, callbacks);
  else for (const each of callbacks) queueMicrotask(each);
}

function send(writer: FrameWriter, bytes: string, callbacks: readonly Callback[]): void {
  writer.writing++;
  writer.unsent.push(...callbacks);
  writer.terminal.write(bytes, () => writeTaken(writer, callbacks));
}

function writeTaken(writer: FrameWriter, callbacks: readonly Callback[]): void {
  for (const each of callbacks) if (writer.unsent.includes(each)) each();
  writer.unsent = writer.unsent.filter(each => !callbacks.includes(each));
  if (--writer.writing > 0) return;
  for (const each of writer.whenDrained.splice(0)) each();
  if (writer.due) scheduleFrame(writer);
}

/** Adds bytes as if Ink had written them. */
export function addBytes(writer: FrameWriter, bytes: string): void {
  writer.ink += bytes;
  scheduleFrame(writer);
}

/** Returns what is gathered and removes it from the next frame. */
export function takeInk(writer: FrameWriter): string {
  const {ink} = writer;
  writer.ink = '';
  return ink;
}

/** Sends no frame until `releaseFrames` was called as often. */
export function holdFrames(writer: FrameWriter): void {
  writer.holds++;
}

export function releaseFrames(writer: FrameWriter): void {
  writer.holds--;
  scheduleFrame(writer);
}

/** From now on sends nothing and discards what comes, or sends again. */
export function muteFrames(writer: FrameWriter, muted: boolean): void {
  writer.muted = muted;
  writer.ink = '';
}

/** From now on sends everything as it comes. */
export function sendDirectly(writer: FrameWriter): void {
  flushFrame(writer);
  writer.direct = true;
}

export function isDrained({writing}: FrameWriter): boolean {
  return writing === 0;
}

/** Calls back when the terminal has taken all that was sent, or can not take it any more. */
export function afterDrain(writer: FrameWriter, then: Callback): void {
  if (isDrained(writer)) then();
  else writer.whenDrained.push(then);
}

/** Calls back everything that waits for the terminal, as if it had taken what was written. */
export function stopWaiting({unsent, callbacks}: FrameWriter): void {
  for (const each of [...unsent.splice(0), ...callbacks.splice(0)]) each();
}
