import {EventEmitter} from 'node:events';
import type {Later} from './host.ts';
import {flushInput, type Input, type InputPiece, openInput, pushInput} from './input.ts';

export type KeyboardOptions = {
  /** Resolves when the terminal's settings have been read elsewhere; raw mode, which changes them, waits for that. */
  ready?: Promise<void>;
  /** ms. */
  now?: () => number;
  /** Without it an unfinished sequence is handed on at once. */
  later?: Later;
  /** The terminal is gone, or can not be read. */
  failed(error: Error): void;
};

/**
 * The stdin that Ink is given. It hands on one key at a time, emitted as `data` and ready to be read; a paste, which Ink never sees, as
 * `paste`; and emits `read` when all of one read has been handed on, so that the views can distinguish a key from a burst.
 */
export type Keyboard = {
  readonly stream: NodeJS.ReadStream;
  /** Handles a text as if it had been typed now. */
  feed(typed: string): void;
};

type KeyboardState = {
  readonly terminal: NodeJS.ReadStream;
  readonly options: KeyboardOptions;
  readonly input: Input;
  /** Ink's stdin. */
  readonly stream: EventEmitter;
  /** The key that Ink may read now. */
  readonly unread: string[];
  /** Raw mode is wanted. */
  raw: boolean;
  /** How many reads there were. */
  reads: number;
  /** Listens for typed keys. */
  readonly onReadable: () => void;
};

/** How long the rest of a sequence is waited for. A person does not press a key so soon after Esc. */
const REST_MS = 5;

/** Reads the keys of a terminal. A stdin that is no terminal (a pipe, a file) has none; the screen works without. */
export function openKeyboard(terminal: NodeJS.ReadStream, options: KeyboardOptions): Keyboard {
  const keyboard: KeyboardState = {
    terminal,
    options,
    input: openInput(options.now),
    stream: new EventEmitter(),
    unread: [],
    raw: false,
    reads: 0,
    onReadable: () => readAll(keyboard),
  };
  // Each view that reads keys listens.
  keyboard.stream.setMaxListeners(0);
  if (terminal.isTTY) listenForEnd(keyboard);
  return {stream: inkStdin(keyboard), feed: typed => feed(keyboard, typed)};
}

function listenForEnd({terminal, options: {failed}}: KeyboardState): void {
  terminal.on('error', failed);
  // The input of a terminal ends only when the terminal is gone.
  terminal.on('end', () => failed(Object.assign(new Error('the terminal is gone'), {code: 'EIO'})));
}

function inkStdin(keyboard: KeyboardState): NodeJS.ReadStream {
  const {stream, terminal, unread} = keyboard;
  const nothing = () => {};
  const stdin = Object.assign(stream, {
    isTTY: true,
    setEncoding: terminal.isTTY ? (encoding: BufferEncoding) => terminal.setEncoding(encoding) : nothing,
    ref: terminal.isTTY ? () => terminal.ref() : nothing,
    unref: terminal.isTTY ? () => terminal.unref() : nothing,
    read: () => unread.shift() ?? null,
    setRawMode: (on: boolean) => setRawMode(keyboard, on),
  });
  return stdin as unknown as NodeJS.ReadStream;
}

function setRawMode(keyboard: KeyboardState, on: boolean): void {
  const {terminal, options} = keyboard;
  keyboard.raw = on;
  if (!terminal.isTTY) return;
  if (on && options.ready) void options.ready.then(() => keyboard.raw && startReading(keyboard));
  else if (on) startReading(keyboard);
  else stopReading(keyboard);
}

function startReading({terminal, onReadable}: KeyboardState): void {
  terminal.setRawMode(true);
  terminal.off('readable', onReadable);
  terminal.on('readable', onReadable);
}

function stopReading({terminal, onReadable}: KeyboardState): void {
  terminal.off('readable', onReadable);
  terminal.setRawMode(false);
}

function readAll(keyboard: KeyboardState): void {
  const {terminal} = keyboard;
  for (let chunk = terminal.read(); chunk !== null; chunk = terminal.read()) feed(keyboard, String(chunk));
}

function feed(keyboard: KeyboardState, typed: string): void {
  const {input, options} = keyboard;
  const read = ++keyboard.reads;
  handOn(keyboard, pushInput(input, typed));
  if (input.unfinished === '') return;
  const flush = () => read === keyboard.reads && handOn(keyboard, flushInput(input));
  if (options.later) options.later(flush, REST_MS);
  else flush();
}

function handOn({stream, unread}: KeyboardState, pieces: readonly InputPiece[]): void {
  for (const piece of pieces) {
    if (piece.kind === 'paste') {
      stream.emit('paste', piece.text);
      continue;
    }
    stream.emit('data', piece.bytes);
    unread.push(piece.bytes);
    stream.emit('readable');
    // A key that nothing has read now is dropped.
    unread.length = 0;
  }
  if (pieces.length > 0) stream.emit('read');
}
