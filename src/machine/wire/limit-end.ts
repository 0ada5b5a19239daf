import {countRelease, updateState} from '../counted/accounts.ts';
import {updateLineStarvation} from '../counted/starvation.ts';
import {RELEASED} from '../memory/codes.ts';
import {HOST, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {fire} from './line.ts';

// A limit ends: the line is let go, and delivers again if it is still asked to. How a limit begins is in cpu/limit.ts.

/** The window of an administrator's limit is over. */
export function windowOver(m: Machine, line: number): void {
  m.ints[line + LINE.limitCount] = 0;
  endLimit(m, line);
}

/** Xen's one timer: enables every line that is listed, whether it was really disabled or only dropped. */
export function limiterOver(m: Machine): void {
  const {ints, plan} = m;
  let line = ints[plan.host + HOST.limitedHead];
  ints[plan.host + HOST.limitedHead] = -1;
  while (line >= 0) {
    const next = ints[line + LINE.nextLimited];
    ints[line + LINE.nextLimited] = -1;
    ints[line + LINE.listed] = 0;
    if (ints[line + LINE.limited] && !m.queue.isPending(ints[line + LINE.limitSlot])) endLimit(m, line);
    line = next;
  }
}

/** A limit of its own for a line, by an operator; 0: that of the policy again. */
export function setLimit(m: Machine, line: number, count: number, windowMs: number): void {
  const {ints} = m;
  ints[line + LINE.hasLimit] = count > 0 || m.policy.limit?.kind === 'admin' ? 1 : 0;
  ints[line + LINE.ownLimit] = count;
  ints[line + LINE.ownWindowMs] = windowMs;
  ints[line + LINE.limitCount] = 0;
  m.queue.cancel(ints[line + LINE.limitSlot]);
  if (ints[line + LINE.limited]) endLimit(m, line);
}

function endLimit(m: Machine, line: number): void {
  m.ints[line + LINE.limited] = 0;
  countRelease(m, line, RELEASED.limiter);
  updateState(m, line);
  updateLineStarvation(m, line);
  fire(m, line);
}
