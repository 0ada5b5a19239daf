import {noteStep} from '../counted/steps.ts';
import {interrupt} from '../cpu/cpu.ts';
import {limits} from '../cpu/limit.ts';
import {STEP} from '../memory/codes.ts';
import {LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// A level line delivers while a device holds its pin up and nothing keeps it back: it fires, the supervisor notifies the domains,
// and the moment it is released it fires again if the pin is still up. That is all there is to an interrupt storm.
// An edge is an event: taken once. Met by a masked IO-APIC pin it is gone; an 8259 and a message with a mask bit remember it, once;
// while its line is in service every one does.

/** A device began to hold the pin up, or sent an edge. */
export function signal(m: Machine, line: number, device: number): void {
  const {ints} = m;
  if (!ints[line + LINE.level]) {
    if ((ints[line + LINE.masked] | ints[line + LINE.disabled]) & ~ints[line + LINE.keepsEdge]) {
      noteStep(m, STEP.lost_edge, line, device);
      return;
    }
    ints[line + LINE.edge] = 1;
  }
  noteStep(m, STEP.asserted, line, device);
  fire(m, line);
}

/** Sends the line's interrupt to a CPU if it has one to send and nothing keeps it back. */
export function fire(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.inService] | ints[line + LINE.held] | ints[line + LINE.masked] | ints[line + LINE.disabled])
    return;
  if (ints[line + LINE.limited] | ints[line + LINE.killed]) return;
  if (ints[line + LINE.asserting] === 0 && !ints[line + LINE.edge]) return;
  if (ints[line + LINE.hasLimit] && limits(m, line)) return;
  ints[line + LINE.inService] = 1;
  interrupt(m, target(m, line), line);
}

function target(m: Machine, line: number): number {
  const {ints, plan} = m;
  if (ints[line + LINE.onlyCpu] >= 0) return ints[line + LINE.onlyCpu];
  const index = ints[line + LINE.index];
  const draw = m.streams.u32(plan.deviceAt.length + index);
  const from = index * m.spec.cpus;
  let cpu = 0;
  while (draw >= plan.affinity[from + cpu]) cpu++;
  return plan.cpuAt[cpu];
}
