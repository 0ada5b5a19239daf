import {constants, crc32, deflateRawSync} from 'node:zlib';
import type {Ns} from '../../protocol/words.ts';
import {writeHead, writeTail} from './member.ts';

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
  let at = 0;
  let head = {length: 0, fromNs: 0, indexAt: 0, crc: 0};
  let size = 0;
  let crc = 0;
  let unpacked = 0;
  let waiting = '';
  let window: Uint8Array = EMPTY;

  function append(bytes: Uint8Array): void {
    sink.append(bytes);
    size += bytes.length;
  }

  /** Deflate refers back to the text in the window, as if all were one stream. */
  function pack(text: string, finishFlush: number): void {
    const bytes = Buffer.from(text);
    append(
      deflateRawSync(bytes, {
        level: constants.Z_BEST_COMPRESSION,
        finishFlush,
        ...(window.length > 0 && {dictionary: window}),
      }),
    );
    crc = crc32(bytes, crc);
    unpacked += bytes.length;
    window = Buffer.concat([window, bytes]).subarray(-WINDOW_BYTES);
  }

  function flush(): void {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    pack(text, constants.Z_SYNC_FLUSH);
  }

  return {
    begin(fromNs) {
      head = {length: 0, fromNs, indexAt: 0, crc: 0};
      [size, crc, unpacked, window] = [0, 0, 0, EMPTY];
      append(writeHead(head));
    },
    write(text) {
      waiting += text;
      if (waiting.length >= FLUSH_CHARS) flush();
    },
    flush,
    end(index) {
      flush();
      [head.indexAt, head.crc] = [size, crc];
      window = EMPTY;
      pack(index, constants.Z_FINISH);
      append(writeTail(crc, unpacked));
      head.length = size;
      sink.replace?.(at, writeHead(head));
      at += size;
    },
  };
}

/** Lines without compression. */
export function openPlain(sink: Sink): Writer {
  let waiting = '';
  function flush(): void {
    const text = waiting;
    waiting = '';
    if (text !== '') sink.append(Buffer.from(text));
  }
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
