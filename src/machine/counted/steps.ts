import {STEP_KINDS, type Step} from '../../protocol/record/step.ts';
import type {Ns} from '../../protocol/words.ts';
import {STEP} from '../memory/codes.ts';
import {deviceName, domainName, lineName} from '../memory/names.ts';
import {CPU, DEVICE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import type {StepRing} from '../memory/step-ring.ts';

// The last hardware-level events, as fixed-width numbers in a ring outside the snapshot: going back forgets
// those that come later, and running again writes them again.

const KIND_BITS = 5;
/** Kind and line together stay below this: some 26 MB of records. */
const WORDS = 2 ** 28;

/** Notes a step at the current time; nothing when nobody wants them. `who` is the CPU, domain or device that the kind speaks of. */
export function noteStep(m: Machine, kind: number, line: number, who: number): void {
  const ring = m.steps;
  if (ring === null) return;
  const {cells, next} = ring;
  cells[next] = m.clock[0];
  cells[next + 1] = who * WORDS + ((line << KIND_BITS) | kind);
  ring.next = (next + 2) & (ring.size - 1);
}

/** The time is `t` again: later steps have not happened. Or it was `leftNs` before, and the steps in between were not noted. */
export function moveRingTo(ring: StepRing | null, t: Ns, leftNs: Ns): void {
  if (ring === null) return;
  const from = t > leftNs ? -1 : t;
  for (let at = 0; at < ring.size; at += 2) if (ring.cells[at] > from) ring.cells[at + 1] = 0;
  if (t > leftNs || t < ring.sinceNs) ring.sinceNs = t;
}

/** From when on all steps are there. */
export function keptFromNs({cells, size, next, sinceNs}: StepRing): Ns {
  // A cell that was never written; a forgotten step still has its time.
  if (cells[next] === 0 && cells[next + 1] === 0) return sinceNs;
  for (let i = 0; i < size; i += 2) {
    const at = (next + i) & (size - 1);
    // Others of the same time may be gone.
    if (cells[at + 1] !== 0) return Math.max(sinceNs, cells[at] + 1);
  }
  return Number.POSITIVE_INFINITY;
}

/** The steps of a line from `from` to `to` (both inclusive) that are still in the ring, in order. */
export function stepsOf(m: Machine, irq: string, from: Ns, to: Ns): Step[] {
  const ring = m.steps;
  const line = m.plan.lineOf.get(irq);
  if (ring === null || line === undefined) return [];
  const steps: Step[] = [];
  const {cells, size, next} = ring;
  for (let i = 0; i < size; i += 2) {
    const at = (next + i) & (size - 1);
    const t = cells[at];
    const word = cells[at + 1] % WORDS;
    if (word >> KIND_BITS !== line || t < from || t > to) continue;
    steps.push(describe(m, t, word & ((1 << KIND_BITS) - 1), line, Math.floor(cells[at + 1] / WORDS)));
  }
  return steps;
}

/** The steps of all lines since they were last taken, in order, as far as they are still in the ring. */
export function takeSteps(m: Machine): Step[] {
  const ring = m.steps;
  if (ring === null) return [];
  const steps: Step[] = [];
  const {cells, size, next} = ring;
  for (let at = ring.taken; at !== next; at = (at + 2) & (size - 1)) {
    const word = cells[at + 1] % WORDS;
    const line = word >> KIND_BITS;
    // A forgotten step belongs to no line.
    if (line > 0)
      steps.push(describe(m, cells[at], word & ((1 << KIND_BITS) - 1), line, Math.floor(cells[at + 1] / WORDS)));
  }
  ring.taken = next;
  return steps;
}

const OF_CPU = [STEP.delivered, STEP.masked, STEP.released, STEP.forced];
const OF_DOMAIN = [STEP.notified, STEP.coalesced, STEP.acknowledged, STEP.void];

function describe(m: Machine, t: Ns, kind: number, line: number, who: number): Step {
  const step: Step = {kind: 'step', t, line: lineName(m, line), what: STEP_KINDS[kind]};
  if (OF_CPU.includes(kind)) step.cpu = m.ints[who + CPU.index];
  else if (OF_DOMAIN.includes(kind)) step.domain = domainName(m, who);
  else step.device = deviceName(m, who);
  if (kind === STEP.handled || kind === STEP.not_mine)
    step.domain = m.spec.devices[m.ints[who + DEVICE.index]].domain ?? undefined;
  return step;
}
