import {EventEmitter} from 'node:events';
import type {Later} from './host.ts';
import {type InputPiece, openInput} from './input.ts';

export type KeyboardOptions = {
  /** Resolves when somebody else has seen how the terminal was; raw mode waits for that. */
  ready?: Promise<void>;
  /** ms. */
  now?: () => number;
  /** Without it an unfinished sequence goes on at once. */
  later?: Later;
  /** The terminal is gone, or can not be read. */
  failed(error: Error): void;
};

/**
 * The stdin that Ink is given. It hands on one key at a time, each as `data` and to be read; a paste, which Ink never sees, as `paste`;
 * and says `read` when all that came in one read has been handed on, so that the views can tell a key from a burst.
 */
export type Keyboard = {
  readonly stream: NodeJS.ReadStream;
  /** As if it had been typed now. */
  feed(typed: string): void;
};

/** For the rest of a sequence. A person does not press a key so soon after Esc. */
const REST_MS = 5;

/** Reads the keys of a terminal. What is no terminal (a pipe, a file) has none, and the screen shows what it can. */
export function openKeyboard(terminal: NodeJS.ReadStream, {ready, now, later, failed}: KeyboardOptions): Keyboard {
  const input = openInput(now);
  const queue: string[] = [];
  const nothing = () => {};
  let raw = false;
  let reads = 0;

  const stream = Object.assign(new EventEmitter(), {
    isTTY: true,
    setEncoding: terminal.isTTY ? (encoding: BufferEncoding) => terminal.setEncoding(encoding) : nothing,
    ref: terminal.isTTY ? () => terminal.ref() : nothing,
    unref: terminal.isTTY ? () => terminal.unref() : nothing,
    read: () => queue.shift() ?? null,
    setRawMode(on: boolean) {
      raw = on;
      if (!terminal.isTTY) return;
      if (on && ready) void ready.then(() => raw && begin());
      else if (on) begin();
      else rest();
    },
  });
  // Each view that reads keys listens.
  stream.setMaxListeners(0);
  if (terminal.isTTY) {
    terminal.on('error', failed);
    // A terminal has no end but that it is gone.
    terminal.on('end', () => failed(Object.assign(new Error('the terminal is gone'), {code: 'EIO'})));
  }

  function begin(): void {
    terminal.setRawMode(true);
    terminal.off('readable', listen);
    terminal.on('readable', listen);
  }

  function rest(): void {
    terminal.off('readable', listen);
    terminal.setRawMode(false);
  }

  function listen(): void {
    for (let chunk = terminal.read(); chunk !== null; chunk = terminal.read()) feed(String(chunk));
  }

  function feed(typed: string): void {
    const read = ++reads;
    hand(input.push(typed));
    if (!input.unfinished) return;
    const flush = () => read === reads && hand(input.flush());
    if (later) later(flush, REST_MS);
    else flush();
  }

  function hand(pieces: readonly InputPiece[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'paste') {
        stream.emit('paste', piece.text);
        continue;
      }
      stream.emit('data', piece.bytes);
      queue.push(piece.bytes);
      stream.emit('readable');
      // While nobody reads.
      queue.length = 0;
    }
    if (pieces.length > 0) stream.emit('read');
  }

  return {stream: stream as unknown as NodeJS.ReadStream, feed};
}
