import {crc32} from 'node:zlib';
import type {IndexPart} from '../../protocol/record/index.ts';

/** Checksums of the text of a segment, one for each second: a reader of a damaged segment finds how far it is intact. */
export type Parts = {
  add(line: string): void;
  /** Ends a part. */
  cut(): void;
  /** Ends the segment: all of its parts. */
  take(): IndexPart[];
};

export function openParts(): Parts {
  let parts: IndexPart[] = [];
  let [bytes, crc] = [0, 0];

  function cut(): void {
    if (bytes > 0) parts.push([bytes, crc]);
    [bytes, crc] = [0, 0];
  }

  return {
    add(line) {
      bytes += Buffer.byteLength(line);
      crc = crc32(line, crc);
    },
    cut,
    take() {
      cut();
      const taken = parts;
      parts = [];
      return taken;
    },
  };
}

/** How many bytes of a segment are as they were written, by its parts. */
export function intactBytes(text: Uint8Array, parts: readonly IndexPart[]): number {
  let intact = 0;
  for (const [bytes, crc] of parts) {
    const part = text.subarray(intact, intact + bytes);
    if (part.length < bytes || crc32(part) !== crc) return intact;
    intact += bytes;
  }
  return intact;
}
