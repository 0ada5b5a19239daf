import type {Header} from '../../protocol/record/header.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import {formatTime} from '../../protocol/time.ts';
import {InputError} from '../../trace/fault.ts';
import {openReading} from '../../trace/recording/reading.ts';
import {CUT_OFF} from './gzip/unpacked.ts';
import type {Gap} from './seekable.ts';

/** The text of a recording, piece by piece; returns why it ends early, `null` where it does not. */
export type Pieces = AsyncGenerator<Uint8Array, string | null>;

/** The text of a recording as records; what can not be used is told by facts in between, and to `tell`. */
export type Decoded = {
  readonly header: Header;
  records(tell?: (loss: Gap) => void): AsyncGenerator<TraceRecord[], void>;
};

/** Reads up to the end of the header. Rejects with an InputError when there is none that can be used. */
export async function decode(pieces: Pieces): Promise<Decoded> {
  const reading = openReading({inPlace: true});
  let ready: TraceRecord[] = [];
  let fault: string | null | undefined;
  while (reading.header === null && fault === undefined) {
    const next = await pieces.next();
    if (next.done) fault = next.value;
    ready = next.done ? reading.rest(fault !== null) : reading.feed(next.value);
  }
  const {header} = reading;
  if (header === null) throw new InputError(NO_HEADER);

  async function* records(tell: (loss: Gap) => void = () => {}): AsyncGenerator<TraceRecord[], void> {
    let t = 0;
    for (;;) {
      t = ready.at(-1)?.t ?? t;
      if (ready.length > 0) yield ready;
      if (fault !== undefined) break;
      const next = await pieces.next();
      if (next.done) fault = next.value;
      ready = next.done ? reading.rest(fault !== null) : reading.feed(next.value);
    }
    // What was damaged may have become lines that can not be used.
    if (fault !== null) {
      const loss = lossOf(fault, t);
      tell(loss);
      yield [{t, kind: 'input_skipped', lines: 0, snapshots: 0, reason: loss.reason}];
    }
    if (reading.unusable) tell({reason: reading.unusable.reason, cut: false});
  }

  return {header, records};
}

const NO_HEADER = 'it is cut off or damaged before its first line ends';

/** The header of a text that is then read in another way. */
export async function headerOf(pieces: Pieces): Promise<Header> {
  try {
    return (await decode(pieces)).header;
  } finally {
    await pieces.return(null);
  }
}

function lossOf(fault: string, t: number): Gap {
  const cut = fault === CUT_OFF;
  return {
    reason: cut ? `it is cut off after ${formatTime(t)}` : `${fault}; it could be read up to ${formatTime(t)}`,
    cut,
  };
}
