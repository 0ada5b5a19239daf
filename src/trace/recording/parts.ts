import {crc32} from 'node:zlib';
import type {IndexPart} from '../../protocol/record/index.ts';

/** Adds up what stands in a stretch, second by second, so that a reader of a damaged one can tell how far it is sound. */
export type Parts = {
  add(line: string): void;
  /** Here a part ends. */
  cut(): void;
  /** All of the stretch so far; the next one begins. */
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

/** How many bytes of a stretch are as they were written, by its parts. */
export function soundBytes(text: Uint8Array, parts: readonly IndexPart[]): number {
  let sound = 0;
  for (const [bytes, crc] of parts) {
    const part = text.subarray(sound, sound + bytes);
    if (part.length < bytes || crc32(part) !== crc) return sound;
    sound += bytes;
  }
  return sound;
}
