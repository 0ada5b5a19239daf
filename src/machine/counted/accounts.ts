import type {LineState, ReleaseReason} from '../../protocol/words.ts';
import {LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// What is counted about a line for the next sample: how long it could not deliver and why, how it was released.

export const STATES: readonly LineState[] = ['open', 'in-flight', 'masked', 'limited', 'disabled', 'killed'];
const OPEN = 0;
const IN_FLIGHT = 1;
const MASKED = 2;
const LIMITED = 3;
const DISABLED = 4;
const KILLED = 5;

/** Order of the columns of `released`. */
export const RELEASES: readonly ReleaseReason[] = ['acked', 'forced', 'unbound', 'operator', 'limiter'];
export const RELEASED_ACKED = 0;
export const RELEASED_FORCED = 1;
export const RELEASED_UNBOUND = 2;
export const RELEASED_OPERATOR = 3;
export const RELEASED_LIMITER = 4;

/** Notes the state of a line after something about it changed. */
export function tell(m: Machine, line: number): void {
  const {ints, times} = m;
  const state = stateOf(m, line);
  if (state === ints[line + LINE.state]) return;
  account(m, line);
  ints[line + LINE.state] = state;
  times[(line >> 1) + LINE.stateSince] = m.clock[0];
}

/** Adds the time since the last account to the state in which it was spent. */
export function account(m: Machine, line: number): void {
  const {ints, times} = m;
  const now = m.clock[0];
  if (ints[line + LINE.state] !== OPEN) {
    times[(line >> 1) + LINE.heldNs + ints[line + LINE.state]] += now - times[(line >> 1) + LINE.heldFrom];
  }
  times[(line >> 1) + LINE.heldFrom] = now;
}

export function countRelease(m: Machine, line: number, reason: number): void {
  const {ints} = m;
  ints[line + LINE.released + reason]++;
}

function stateOf(m: Machine, line: number): number {
  const {ints} = m;
  if (ints[line + LINE.disabled]) return DISABLED;
  if (ints[line + LINE.killed]) return KILLED;
  if (ints[line + LINE.masked]) return MASKED;
  if (ints[line + LINE.limited]) return LIMITED;
  return ints[line + LINE.held] | ints[line + LINE.blocked] ? IN_FLIGHT : OPEN;
}
