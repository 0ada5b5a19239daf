import type {LineFrame} from '../../../protocol/frame/frame.ts';
import {NS_PER_MS} from '../../../protocol/words.ts';
import type {Tone} from '../../screen/paint/canvas.ts';

/** Held for too long at once, or too much of the time: what a line's state is marked with; `null`: as usual. */
export function stuckTone({state, maskedForNs, maskedShare}: LineFrame): Tone | null {
  if (state === 'open' || state === 'unknown' || state === undefined) return null;
  return (maskedForNs ?? 0) >= LONG_NS || (maskedShare ?? 0) >= 0.5 ? 'bad' : null;
}

// Every line is in flight for some microseconds of each interrupt; from here on somebody notices.
const LONG_NS = 100 * NS_PER_MS;
