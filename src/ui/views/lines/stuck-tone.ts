import type {LineFrame} from '../../../protocol/frame/frame.ts';
import {NS_PER_MS} from '../../../protocol/words.ts';
import type {Tone} from '../../screen/paint/canvas.ts';

/** `bad` for the state of a line that is blocked for too long at once, or for too much of the time; `null`: the usual tone. */
export function stuckTone({state, blockedForNs, blockedShare}: LineFrame): Tone | null {
  if (state === 'open' || state === 'unknown' || state === undefined) return null;
  return (blockedForNs ?? 0) >= LONG_NS || (blockedShare ?? 0) >= 0.5 ? 'bad' : null;
}

// Every line is in flight for some microseconds of each interrupt; this is long enough to notice.
const LONG_NS = 100 * NS_PER_MS;
