import {STEP_KINDS} from '../../protocol/record/step.ts';
import {
  BOOT_ENDS,
  DOMAIN_STATES,
  HANGS,
  LINE_STATES,
  POWERS,
  RELEASE_REASONS,
  RESET_METHODS,
} from '../../protocol/words.ts';

// A field of a record is a number. Where it stands for a word, the word's place in a list is that number. `DOMAIN_STATE.hung` is what to
// compare with, and `DOMAIN_STATES[number]` is the word to show. The build writes these numbers into the bundle, as it does with fields.

/** `['running', 'slow']` gives `{running: 0, slow: 1}`. */
function numbered<Word extends string>(words: readonly Word[]): {readonly [word in Word]: number} {
  return Object.fromEntries(words.map((word, number) => [word, number])) as {[word in Word]: number};
}

export const BOOT = numbered(BOOT_ENDS);
export const DOMAIN_STATE = numbered(DOMAIN_STATES);
export const HANG = numbered(HANGS);
export const LINE_STATE = numbered(LINE_STATES);
export const POWER = numbered(POWERS);
export const RELEASED = numbered(RELEASE_REASONS);
export const RESET = numbered(RESET_METHODS);
export const STEP = numbered(STEP_KINDS);

/** How a line is acknowledged: at once, by unmasking its pin, or by the EOI that was withheld. */
export const ACK = numbered(['none', 'unmask', 'eoi']);

/** Why a line's EOI is queued on its CPU: all domains have acknowledged, or their time is up. */
export const EOI = numbered(['none', 'acked', 'forced']);

/**
 * What a CPU does. It can be interrupted in the first two of these. `between`: a vCPU's segment is over and its effects are being worked
 * out; what they wake waits until the CPU has settled.
 */
export const MODE = numbered(['idle', 'vcpu', 'path', 'between']);

/** What a vCPU does; each but the first takes CPU time. `wait`: a slow domain waits, off its CPU, before its handler runs. */
export const PHASE = numbered(['sleep', 'upcall', 'handler', 'acknowledge', 'release', 'wait']);

/** What the timer of a domain stands for; `powered`: the host is switched on. */
export const TASK = numbered(['none', 'wait', 'react', 'reset', 'destroyed', 'booted', 'powered']);

/** The steps of a reset; and of a power cycle through D3hot, in which the device keeps what waits, for now. */
export const RESET_STEP = numbered(['none', 'down', 'up', 'cycle_down', 'cycle_up']);

/** What a slot of the event queue stands for. */
export const EVENTS = [
  'cpu_done',
  'arrival',
  'time_limit',
  'domain_timer',
  'reset_step',
  'guest_poll',
  'kernel_poll',
  'limit_end',
  'message_watchdog',
  'coalesced_ask',
  'limiter',
  'host_up',
] as const;
export type EventName = (typeof EVENTS)[number];
export const EVENT = numbered(EVENTS);
