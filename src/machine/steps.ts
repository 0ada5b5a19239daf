import {STEP_KINDS, type Step, type StepKind} from '../protocol/step.ts';
import type {Ns} from '../protocol/words.ts';
import {deviceName, domainName, lineName} from './names.ts';
import {CPU, DEVICE} from './records.ts';
import type {Machine} from './state.ts';

// The last hardware-level events, as fixed-width numbers in a ring outside the snapshot: running again writes them again.

export type StepRing = {
  /** Number of places, a power of two. */
  size: number;
  /** When each happened; 0 where none stands yet. */
  times: Float64Array;
  /** Two numbers a step: the kind with the record of the line; the record of the CPU, domain or device. Behind them, where the next goes. */
  words: Int32Array;
};

/** A ring for the last 2^`bits` steps (16 bytes each). */
export function stepRing(bits = 16): StepRing {
  const size = 1 << bits;
  return {size, times: new Float64Array(size), words: new Int32Array(2 * size + 1)};
}

const KIND_BITS = 5;

const number = (kind: StepKind) => STEP_KINDS.indexOf(kind);
export const ASSERTED = number('asserted');
export const QUIET = number('quiet');
export const DELIVERED = number('delivered');
export const MASKED = number('masked');
export const NOTIFIED = number('notified');
export const COALESCED = number('coalesced');
export const HANDLED = number('handled');
export const NOT_MINE = number('not_mine');
export const ACKNOWLEDGED = number('acknowledged');
export const VOID = number('void');
export const RELEASED = number('released');
export const FORCED = number('forced');
export const LOST_EDGE = number('lost_edge');

/** Notes a step at the current time; nothing when nobody wants them. `who` is the CPU, domain or device that the kind speaks of. */
export function step(m: Machine, kind: number, line: number, who: number): void {
  const ring = m.steps;
  if (ring === null) return;
  const {size, times, words} = ring;
  const at = words[2 * size];
  words[2 * size] = (at + 1) & (size - 1);
  times[at] = m.queue.now();
  words[2 * at] = (line << KIND_BITS) | kind;
  words[2 * at + 1] = who;
}

/** The steps of a line from `from` to `to` (both inclusive) that are still in the ring, in order. */
export function stepsOf(m: Machine, irq: string, from: Ns, to: Ns): Step[] {
  const ring = m.steps;
  const line = m.plan.lineOf.get(irq);
  if (ring === null || line === undefined) return [];
  const steps: Step[] = [];
  const {size, times, words} = ring;
  for (let i = 0; i < size; i++) {
    const at = (words[2 * size] + i) & (size - 1);
    const word = words[2 * at];
    if (word >> KIND_BITS !== line || times[at] < from || times[at] > to) continue;
    steps.push(describe(m, times[at], word & ((1 << KIND_BITS) - 1), line, words[2 * at + 1]));
  }
  return steps;
}

const OF_CPU = [DELIVERED, MASKED, RELEASED, FORCED];
const OF_DOMAIN = [NOTIFIED, COALESCED, ACKNOWLEDGED, VOID];

function describe(m: Machine, t: Ns, kind: number, line: number, who: number): Step {
  const step: Step = {kind: 'step', t, line: lineName(m, line), what: STEP_KINDS[kind]};
  if (OF_CPU.includes(kind)) step.cpu = m.ints[who + CPU.index];
  else if (OF_DOMAIN.includes(kind)) step.domain = domainName(m, who);
  else step.device = deviceName(m, who);
  if (kind === HANDLED || kind === NOT_MINE)
    step.domain = m.spec.devices[m.ints[who + DEVICE.index]].domain ?? undefined;
  return step;
}
