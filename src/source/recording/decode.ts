import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {formatTime} from '../../protocol/time.ts';
import {InputError} from '../../trace/fault.ts';
import {openReading, type Reading} from '../../trace/recording/reading.ts';
import {CUT_OFF} from './gzip/unpacker.ts';
import type {Gap, OnGap} from './seekable.ts';

// All readers of recordings come here: by path or by pipe, plain or packed, and `check`.

/** The text of a recording, piece by piece; returns why it ends early, `null`: it does not. */
export type Pieces = AsyncGenerator<Uint8Array, string | null>;

/** A text from its beginning, as a header and records. What can not be used is reported by facts in its place, and to `onGap`. */
export type Decoded = {
  readonly header: Header;
  records(onGap?: OnGap): AsyncGenerator<TraceRecord[], void>;
};

/** Reads up to the end of the header. Rejects with an InputError when it is missing or can not be used. */
export async function decode(pieces: Pieces): Promise<Decoded> {
  const reading = openReading({inPlace: true});
  const batches = decodePieces(reading, pieces);
  let next = await batches.next();
  while (reading.header === null && !next.done) next = await batches.next();
  const {header} = reading;
  if (header === null) throw new InputError(NO_HEADER);

  async function* records(onGap?: OnGap): AsyncGenerator<TraceRecord[], void> {
    let t = 0;
    for (; !next.done; next = await batches.next()) {
      t = next.value.at(-1)?.t ?? t;
      if (next.value.length > 0) yield next.value;
    }
    // The gap comes first: damaged text may also contain lines that can not be used.
    if (next.value !== null) {
      const gap = gapOf(next.value, t);
      onGap?.(gap);
      yield [{t, kind: 'input_skipped', lines: 0, snapshots: 0, reason: gap.reason}];
    }
    reportUnusable(reading, onGap);
  }

  return {header, records};
}

const NO_HEADER = 'it is cut off or damaged before its first line ends';

/**
 * The records of each piece, which may be none; returns why the text ends early. `torn`: the text after the last newline is not a whole
 * line; otherwise it is not when the text ends early.
 */
export async function* decodePieces(
  reading: Reading,
  pieces: Pieces,
  torn?: boolean,
): AsyncGenerator<TraceRecord[], string | null> {
  for (;;) {
    const next = await pieces.next();
    yield next.done ? reading.rest(torn ?? next.value !== null) : reading.feed(next.value);
    if (next.done) return next.value;
  }
}

/** Reports lines that could not be used, at the end of a text. */
export function reportUnusable({unusable}: Reading, onGap?: OnGap): void {
  if (unusable) onGap?.({reason: unusable.reason, cut: false});
}

/** The header of a text that is then read in another way. */
export async function headerOf(pieces: Pieces): Promise<Header> {
  try {
    return (await decode(pieces)).header;
  } finally {
    await pieces.return(null);
  }
}

function gapOf(fault: string, t: number): Gap {
  const cut = fault === CUT_OFF;
  return {
    reason: cut ? `it is cut off after ${formatTime(t)}` : `${fault}; it could be read up to ${formatTime(t)}`,
    cut,
  };
}
