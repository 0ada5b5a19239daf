import {noteFact} from '../counted/facts.ts';
import {domainName, lineName} from '../memory/names.ts';
import {canRun} from '../memory/queries.ts';
import {BIND, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {enqueue, unlinkEvent} from '../wire/event-channel.ts';

// A Linux guest's own detector on its virtual interrupt, `note_interrupt()`: *nobody cared*. Having given a line up it masks its event
// channel, acknowledges no more and polls its devices there ten times a second.

export const SPURIOUS_COUNTED = 100_000;
export const SPURIOUS_UNHANDLED = 99_900;
export const SPURIOUS_GAP_NS = 100_000_000;
export const POLL_NS = 100_000_000;

/**
 * Linux counts what its handlers did not want: of 100,000 counted more than 99,900 unhandled, and it gives the line up. An
 * unhandled one more than 100 ms after the last restarts the count, so that only an unbroken run is held against a line.
 * (Linux keeps `irq_count` over such a gap and restarts only `irqs_unhandled`, so a window spoilt by earlier traffic has to
 * pass first and the verdict comes up to twice as late.)
 */
export function noteInterrupt(m: Machine, bind: number, handled: boolean): void {
  if (!m.policy.guestSpurious) return;
  const {ints, times} = m;
  if (!handled) {
    const now = m.clock[0];
    const last = times[(bind >> 1) + BIND.lastUnhandled];
    if (last < 0 || now - last > SPURIOUS_GAP_NS) {
      ints[bind + BIND.counted] = 0;
      ints[bind + BIND.unhandled] = 0;
    }
    ints[bind + BIND.unhandled]++;
    times[(bind >> 1) + BIND.lastUnhandled] = now;
  }
  if (ints[bind + BIND.unhandled] === 0 || ++ints[bind + BIND.counted] < SPURIOUS_COUNTED) return;
  ints[bind + BIND.counted] = 0;
  if (ints[bind + BIND.unhandled] > SPURIOUS_UNHANDLED) giveUp(m, bind);
  ints[bind + BIND.unhandled] = 0;
}

function giveUp(m: Machine, bind: number): void {
  const {ints} = m;
  // Events that came meanwhile stay pending, and are not handled.
  unlinkEvent(m, bind);
  ints[bind + BIND.givenUp] = 1;
  ints[ints[bind + BIND.line] + LINE.gaveUp]++;
  m.queue.schedule(POLL_NS, ints[bind + BIND.slot]);
  const line = lineName(m, ints[bind + BIND.line]);
  noteFact(m, {kind: 'line_given_up', line, domain: domainName(m, ints[bind + BIND.domain])});
}

/** A line that the guest has given up: it calls the handlers all the same, ten times a second. */
export function guestPoll(m: Machine, bind: number): void {
  const {ints} = m;
  m.queue.schedule(POLL_NS, ints[bind + BIND.slot]);
  if (!canRun(m, ints[bind + BIND.domain]) || ints[bind + BIND.poll]) return;
  ints[bind + BIND.poll] = 1;
  enqueue(m, bind);
}
