/**
 * The pending events, earliest first. An event is a slot, an id from 0 to slots - 1 that is pending at most once; what it
 * means is decided by the code that schedules it. Times are integer nanoseconds since the start, exact up to 2^53.
 */
export type EventQueue = {
  /** Time of the last popped event, or the limit of the last `popUntil` that found none. Never goes back. */
  now(): number;
  /** Where now stands, at index 0, for hot code: a call that V8 does not inline makes an object of 16 bytes. Not to be written. */
  readonly clock: Float64Array;
  /** Fires `slot` at now + `delayNs`, an integer from 0 to 2^31 - 1. Throws when out of range or already pending. */
  schedule(delayNs: number, slot: number): void;
  /** Fires `slot` at `atNs`, an integer from now to 2^53 - 1. Throws when out of range or already pending. */
  scheduleAt(atNs: number, slot: number): void;
  /** Forgets `slot`; nothing happens when it is not pending. */
  cancel(slot: number): void;
  isPending(slot: number): boolean;
  /** When a pending slot fires. Undefined for one that is not pending. */
  timeOf(slot: number): number;
  /**
   * Removes and returns the earliest slot not later than `limitNs`, ties in the order of scheduling, and sets now to its
   * time. Without one returns -1 and sets now to the limit. Throws when the limit is before now or above 2^53 - 1.
   */
  popUntil(limitNs: number): number;
  /** How many slots are pending. */
  pending(): number;
};

export type QueueOptions = {
  /** Slots are 0..slots-1. */
  slots: number;
  /** Expected time between two events of the whole queue; matters for speed only, never for the order. */
  meanGapNs: number;
};

/** Finds out what is wrong, once it is known that something is. `ns` is the delay or the time asked for. */
export function refuseToSchedule(queue: EventQueue, slots: number, slot: number, ns: number): never {
  if (!(slot >= 0 && slot < slots && Math.floor(slot) === slot)) {
    throw new RangeError(`slot ${slot} does not exist: slots are 0..${slots - 1}`);
  }
  if (queue.isPending(slot)) {
    throw new Error(
      `slot ${slot} is already pending for ${queue.timeOf(slot)} ns: cancel it before scheduling it again`,
    );
  }
  throw new RangeError(
    `slot ${slot} can not be scheduled with ${ns}: schedule takes a delay, an integer from 0 to 2^31 - 1 ns; ` +
      `scheduleAt takes a time, an integer from now (${queue.now()} ns) to 2^53 - 1 ns`,
  );
}

export function refuseToPop(queue: EventQueue, limitNs: number): never {
  throw new RangeError(`popUntil(${limitNs}): the limit must be from now (${queue.now()} ns) to 2^53 - 1 ns`);
}
