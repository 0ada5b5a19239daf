import {constants, crc32, deflateRawSync} from 'node:zlib';
import type {Ns} from '../../protocol/words.ts';
import {type MemberHead, writeHead, writeTail} from './member.ts';

/** Where the bytes go. Both functions throw when writing fails. */
export type Sink = {
  append(bytes: Uint8Array): void;
  /** Overwrites bytes that were appended before; missing where that is not possible. */
  replace?(at: number, bytes: Uint8Array): void;
};

/** Text in segments, each of which can be read without those before it. */
export type Writer = {
  /** Begins a segment, with the keyframe of `fromNs`. */
  begin(fromNs: Ns): void;
  write(text: string): void;
  /** After this, a crash loses nothing that was written before. */
  flush(): void;
  /** Ends the segment with its index. */
  end(index: string): void;
};

/** Each segment is a gzip member. */
export function openPacked(sink: Sink): Writer {
  const head = {length: 0, fromNs: 0, indexAt: 0, crc: 0};
  const state: Packed = {sink, at: 0, head, size: 0, crc: 0, unpacked: 0, window: EMPTY, waiting: ''};
  return {
    begin: fromNs => beginMember(state, fromNs),
    write(text) {
      state.waiting += text;
      if (state.waiting.length >= FLUSH_CHARS) flushMember(state);
    },
    flush: () => flushMember(state),
    end: index => endMember(state, index),
  };
}

type Packed = {
  readonly sink: Sink;
  /** Where the member begins. */
  at: number;
  head: MemberHead;
  /** Bytes of the member that are written. */
  size: number;
  /** Of the text in them. */
  crc: number;
  unpacked: number;
  /** The end of that text: deflate refers back to it, as if all were one stream. */
  window: Uint8Array;
  /** Text that is not packed yet. */
  waiting: string;
};

function beginMember(state: Packed, fromNs: Ns): void {
  state.head = {length: 0, fromNs, indexAt: 0, crc: 0};
  [state.size, state.crc, state.unpacked, state.window] = [0, 0, 0, EMPTY];
  append(state, writeHead(state.head));
}

function flushMember(state: Packed): void {
  if (state.waiting === '') return;
  const text = state.waiting;
  state.waiting = '';
  pack(state, text, constants.Z_SYNC_FLUSH);
}

function endMember(state: Packed, index: string): void {
  flushMember(state);
  const {head, sink, at} = state;
  [head.indexAt, head.crc] = [state.size, state.crc];
  state.window = EMPTY;
  pack(state, index, constants.Z_FINISH);
  append(state, writeTail(state.crc, state.unpacked));
  head.length = state.size;
  sink.replace?.(at, writeHead(head));
  state.at += state.size;
}

function append(state: Packed, bytes: Uint8Array): void {
  state.sink.append(bytes);
  state.size += bytes.length;
}

function pack(state: Packed, text: string, finishFlush: number): void {
  const bytes = Buffer.from(text);
  const {window} = state;
  append(
    state,
    deflateRawSync(bytes, {
      level: constants.Z_BEST_COMPRESSION,
      finishFlush,
      ...(window.length > 0 && {dictionary: window}),
    }),
  );
  state.crc = crc32(bytes, state.crc);
  state.unpacked += bytes.length;
  state.window = Buffer.concat([window, bytes]).subarray(-WINDOW_BYTES);
}

/** Lines without compression. */
export function openPlain(sink: Sink): Writer {
  let waiting = '';
  const flush = () => {
    const text = waiting;
    waiting = '';
    if (text !== '') sink.append(Buffer.from(text));
  };
  return {
    begin: () => {},
    write(text) {
      waiting += text;
      if (waiting.length >= FLUSH_CHARS) flush();
    },
    flush,
    end(index) {
      waiting += index;
      flush();
    },
  };
}

/** How far deflate refers back. */
const WINDOW_BYTES = 32_768;
/** How much is kept in memory between flushes. */
const FLUSH_CHARS = 262_144;
const EMPTY = new Uint8Array(0);
