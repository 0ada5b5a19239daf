import type {Ns} from '../words.ts';

/** One hardware-level event. Steps never pass the fold; they are for the waveform and for deep analysis. */
export type Step = {
  kind: 'step';
  t: Ns;
  line: string;
  what: StepKind;
  /** Where it happened, for `delivered` and `released` steps. */
  cpu?: number;
  /** Which domain, for `notified`, `handled`, `not_mine`, `acknowledged`. */
  domain?: string;
  /** Which device, for `asserted`, `quiet`, `handled`, `not_mine`. */
  device?: string;
};

/**
 * The steps of a line in a stretch of time: all that are kept, in order; or, as a sentence without its full stop, how they are being
 * computed, or why they can not be known.
 */
export type Steps = {readonly steps: readonly Step[]} | {readonly coming: string} | {readonly missing: string};

/** One row per kind of step, in the order of their numbers in the machine's ring. All are observed. */
export const STEPS = {
  asserted: 'a device raised its pin, or sent an edge',
  quiet: 'a device let its pin fall',
  delivered: 'a CPU took the interrupt',
  masked: 'the pin was masked, or its EOI withheld, until all have acknowledged',
  notified: 'an event was sent to this domain',
  coalesced: 'an event was sent to a domain that had not yet looked at the last one: one bit, nothing new for it',
  handled: 'a handler found that its device interrupted, and served it',
  not_mine: 'a handler found nothing to do for its device',
  acknowledged: 'a domain acknowledged the interrupt that it owed',
  void: 'an acknowledgement arrived that was not owed: too late, or twice',
  released: 'the last debt was paid or cancelled: unmasked, EOI sent',
  forced: 'the time limit cancelled all debts: EOI sent',
  lost_edge: 'an edge met a masked pin and is lost',
} as const;
export type StepKind = keyof typeof STEPS;
export const STEP_KINDS = Object.keys(STEPS) as StepKind[];
