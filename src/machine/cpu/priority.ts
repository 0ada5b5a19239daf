import {updateState} from '../counted/accounts.ts';
import {updateLineStarvation} from '../counted/starvation.ts';
import {ACK} from '../memory/codes.ts';
import {CPU, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// A local APIC that waits for an EOI takes nothing of the same priority class (vector >> 4) or below. EOIs are sent in the reverse
// order of their interrupts: one that is due waits for those withheld later on the same CPU. So with the EOI as what holds a line,
// one that hangs keeps other lines of its CPU waiting; the time limit of 1 ms bounds that, and before 2010 nothing did.

/** The EOI of a line that this CPU took is withheld from now on. */
export function withholdEoi(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.ack] !== ACK.eoi || ints[line + LINE.priority] === 0) return;
  ints[line + LINE.below] = ints[cpu + CPU.eoiTop];
  ints[cpu + CPU.eoiTop] = line;
}

/** Whether the CPU can not take the line's interrupt now; then it waits here until it can. */
export function waitsForEoi(m: Machine, cpu: number, line: number): boolean {
  const {ints} = m;
  const top = ints[cpu + CPU.eoiTop];
  if (top < 0 || ints[line + LINE.priority] === 0 || ints[line + LINE.priority] > ints[top + LINE.priority])
    return false;
  ints[line + LINE.nextIrq] = -1;
  if (ints[cpu + CPU.blockedTail] < 0) ints[cpu + CPU.blockedHead] = line;
  else ints[ints[cpu + CPU.blockedTail] + LINE.nextIrq] = line;
  ints[cpu + CPU.blockedTail] = line;
  ints[line + LINE.blocked] = 1;
  ints[line + LINE.blockedBy] = top;
  updateState(m, line);
  updateLineStarvation(m, line);
  return true;
}

/**
 * The EOI of a line may be sent. False: it stands below others that are withheld, and is sent after them. True: it was sent, and so
 * were those below it that were due; what waited for them is taken.
 */
export function sendEoi(m: Machine, line: number, reason: number): boolean {
  const {ints} = m;
  if (ints[line + LINE.ack] !== ACK.eoi || ints[line + LINE.priority] === 0) return true;
  const cpu = ints[line + LINE.cpu];
  if (ints[cpu + CPU.eoiTop] !== line) {
    ints[line + LINE.eoiReady] = reason + 1;
    return false;
  }
  ints[cpu + CPU.eoiTop] = ints[line + LINE.below];
  ints[line + LINE.below] = -1;
  ints[line + LINE.eoiReady] = 0;
  return true;
}
