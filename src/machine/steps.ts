import {STEP_KINDS, type Step, type StepKind} from '../protocol/step.ts';
import type {Ns} from '../protocol/words.ts';
import type {Machine} from './state.ts';

// The last hardware-level events, as fixed-width numbers in a ring outside the snapshot: running again writes them again.

export type StepRing = {
  /** Number of places, a power of two. */
  size: number;
  /** Steps written so far; the place of step i is i modulo size. */
  written: number;
  t: Float64Array;
  /** Kind in the low 5 bits, line above. */
  what: Int32Array;
  /** CPU, domain or device, as the kind says. */
  who: Int32Array;
};

/** A ring for the last 2^`bits` steps (20 bytes each). */
export function stepRing(bits = 16): StepRing {
  const size = 1 << bits;
  return {size, written: 0, t: new Float64Array(size), what: new Int32Array(size), who: new Int32Array(size)};
}

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

/** Notes a step at the current time; nothing when nobody wants them. */
export function step(m: Machine, kind: number, line: number, who: number): void {
  const ring = m.steps;
  if (ring === null) return;
  const place = ring.written++ & (ring.size - 1);
  ring.t[place] = m.queue.now();
  ring.what[place] = (line << 5) | kind;
  ring.who[place] = who;
}

/** The steps of a line from `from` to `to` (both inclusive) that are still in the ring, in order. */
export function stepsOf(m: Machine, irq: string, from: Ns, to: Ns): Step[] {
  const ring = m.steps;
  const line = m.plan.lineOf.get(irq);
  if (ring === null || line === undefined) return [];
  const steps: Step[] = [];
  for (let i = Math.max(0, ring.written - ring.size); i < ring.written; i++) {
    const place = i & (ring.size - 1);
    if (ring.what[place] >> 5 !== line || ring.t[place] < from || ring.t[place] > to) continue;
    steps.push(describe(m, irq, ring.t[place], ring.what[place] & 31, ring.who[place]));
  }
  return steps;
}

function describe(m: Machine, line: string, t: Ns, kind: number, who: number): Step {
  const what = STEP_KINDS[kind];
  const step: Step = {kind: 'step', t, line, what};
  if (kind === DELIVERED || kind === MASKED || kind === RELEASED || kind === FORCED) step.cpu = who;
  else if (kind === NOTIFIED || kind === COALESCED || kind === ACKNOWLEDGED || kind === VOID)
    step.domain = m.spec.domains[who].name;
  else step.device = m.spec.devices[who].name;
  if (kind === HANDLED || kind === NOT_MINE) step.domain = m.spec.devices[who].domain ?? undefined;
  return step;
}
