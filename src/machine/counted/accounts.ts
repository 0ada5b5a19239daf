import {LINE_STATE} from '../memory/codes.ts';
import {LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// The accounts of a line for the next sample: how long it could not deliver and why, how it was released.

/** Notes the state of a line after something about it changed. */
export function updateState(m: Machine, line: number): void {
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
  if (ints[line + LINE.state] !== LINE_STATE.open) {
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
  if (ints[line + LINE.disabled]) return LINE_STATE.disabled;
  if (ints[line + LINE.killed]) return LINE_STATE.killed;
  if (ints[line + LINE.masked]) return LINE_STATE.masked;
  if (ints[line + LINE.limited]) return LINE_STATE.limited;
  return ints[line + LINE.held] | ints[line + LINE.blocked] ? LINE_STATE['in-flight'] : LINE_STATE.open;
}
