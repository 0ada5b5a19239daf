import {updateState} from '../counted/accounts.ts';
import {updateLineStarvation} from '../counted/starvation.ts';
import {HOST, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// Limiting a line. The administrator's: so many deliveries from the first one of a window, then the line is masked until the window's
// end; a level stays up and nothing is lost. Xen's (`irq_ratelimit`): a new window begins only when the count is hit, so that it
// trips when so many came in less than it; then interrupts are dropped, the line is disabled where its controller can, and ONE timer,
// started by the first line that is limited, enables all of them: a later one is released early.

/** Of an administrator's limit, when none is given. */
export const LIMIT_WINDOW_NS = 100_000_000;

/** Whether an administrator's limit keeps the line back now; to be asked of a line that has one when it is about to fire. */
export function limits(m: Machine, line: number): boolean {
  const {ints, times, policy} = m;
  const own = ints[line + LINE.ownLimit];
  const most = own > 0 ? own : policy.limit!.count;
  const windowNs = own > 0 ? ints[line + LINE.ownWindowMs] * 1_000_000 : policy.limit!.windowNs;
  const now = m.clock[0];
  const end = times[(line >> 1) + LINE.limitSince] + windowNs;
  if (ints[line + LINE.limitCount] === 0 || now >= end) {
    times[(line >> 1) + LINE.limitSince] = now;
    ints[line + LINE.limitCount] = 1;
    return false;
  }
  if (++ints[line + LINE.limitCount] <= most) return false;
  beginLimit(m, line);
  m.queue.scheduleAt(end, ints[line + LINE.limitSlot]);
  return true;
}

/** Whether Xen's limiter drops this interrupt, which the CPU has taken. Only lines that domains are bound to are counted. */
export function isDropped(m: Machine, line: number): boolean {
  const {ints, times} = m;
  const limit = m.policy.limit!;
  if (limit.kind !== 'xen' || ints[line + LINE.bound] === 0) return false;
  if (ints[line + LINE.xenCount]++ < limit.count) return false;
  const now = m.clock[0];
  if (now >= times[(line >> 1) + LINE.xenSince] + limit.windowNs) {
    ints[line + LINE.xenCount] = 0;
    times[(line >> 1) + LINE.xenSince] = now;
    return false;
  }
  ints[line + LINE.drop] = 1;
  ints[line + LINE.dropped]++;
  list(m, line, limit.windowNs);
  if (canDisable(m, line) && !ints[line + LINE.limited]) beginLimit(m, line);
  return true;
}

/**
 * Masks for real: an 8259 and a pin that is masked while held would be unmasked again by the end of the same interrupt (the limiter does
 * not mark them disabled); an edge pin and a message without mask bit have nothing to mask. There it only drops.
 */
function canDisable(m: Machine, line: number): boolean {
  const {ints, policy} = m;
  if (ints[line + LINE.pic]) return false;
  return ints[line + LINE.level] ? policy.hold === 'eoi' : ints[line + LINE.keepsEdge] === 1;
}

/** The first one in the list starts the timer. */
function list(m: Machine, line: number, windowNs: number): void {
  const {ints, plan} = m;
  if (ints[line + LINE.listed]) return;
  const first = ints[plan.host + HOST.limitedHead] < 0;
  ints[line + LINE.listed] = 1;
  ints[line + LINE.nextLimited] = ints[plan.host + HOST.limitedHead];
  ints[plan.host + HOST.limitedHead] = line;
  if (first) m.queue.schedule(windowNs, plan.firstSlot.limiter);
}

function beginLimit(m: Machine, line: number): void {
  m.ints[line + LINE.limited] = 1;
  updateState(m, line);
  updateLineStarvation(m, line);
}
