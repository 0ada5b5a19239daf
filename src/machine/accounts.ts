import type {HoldReason, LineState, ReleaseReason} from '../protocol/words.ts';
import type {Machine} from './state.ts';

// What is counted about a line for the next sample: how long it could not deliver and why, how it was released.

export const STATES: readonly LineState[] = ['open', 'in-flight', 'masked', 'limited', 'disabled', 'killed'];
export const HELD_REASONS = STATES.slice(1) as HoldReason[];
const OPEN = 0;
const IN_FLIGHT = 1;
const MASKED = 2;
const DISABLED = 4;
const KILLED = 5;

/** Order of the columns of `released`. */
export const RELEASES: readonly ReleaseReason[] = ['acked', 'forced', 'unbound', 'operator', 'limiter'];
export const RELEASED_ACKED = 0;
export const RELEASED_FORCED = 1;
export const RELEASED_UNBOUND = 2;
export const RELEASED_OPERATOR = 3;

/** Notes the state of a line after something about it changed. */
export function tell(m: Machine, line: number): void {
  const {lines} = m;
  const state = stateOf(m, line);
  if (state === lines.state[line]) return;
  account(m, line);
  lines.state[line] = state;
  lines.stateSince[line] = m.queue.now();
}

/** Adds the time since the last account to the state in which it was spent. */
export function account(m: Machine, line: number): void {
  const {lines} = m;
  const now = m.queue.now();
  if (lines.state[line] !== OPEN) lines.heldNs[line * STATES.length + lines.state[line]] += now - lines.heldFrom[line];
  lines.heldFrom[line] = now;
}

export function countRelease(m: Machine, line: number, reason: number): void {
  m.lines.released[line * RELEASES.length + reason]++;
}

function stateOf(m: Machine, line: number): number {
  const {lines} = m;
  if (lines.disabled[line]) return DISABLED;
  if (lines.killed[line]) return KILLED;
  if (lines.masked[line]) return MASKED;
  return lines.held[line] ? IN_FLIGHT : OPEN;
}
