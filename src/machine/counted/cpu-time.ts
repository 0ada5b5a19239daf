import {MODE} from '../memory/codes.ts';
import {BIND, CPU, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {starveWaiting} from './starvation.ts';

// Where the time of a CPU goes.

/**
 * Books the time since the last booking: for the CPU, for the line that it works for, and for the vCPUs that it keeps waiting. A
 * vCPU's time is booked when it turns to another line or leaves the CPU, not at the end of every segment.
 */
export function charge(m: Machine, cpu: number): void {
  const {ints, times} = m;
  const mode = ints[cpu + CPU.mode];
  if (mode === MODE.idle) return;
  const now = m.clock[0];
  const from = times[(cpu >> 1) + CPU.segmentSince];
  const spent = now - from;
  times[(cpu >> 1) + CPU.segmentSince] = now;
  const job = ints[cpu + CPU.job];
  if (mode !== MODE.path) {
    times[(cpu >> 1) + CPU.handlerNs] += spent;
    // The upcall is for the first line that it will look at.
    const bind = ints[job + DOMAIN.bind] >= 0 ? ints[job + DOMAIN.bind] : ints[job + DOMAIN.eventHead];
    if (bind >= 0) times[(ints[bind + BIND.line] >> 1) + LINE.cpuNs] += spent;
    return;
  }
  times[(cpu >> 1) + CPU.supervisorNs] += spent;
  times[((job < 0 ? ~job : job) >> 1) + LINE.cpuNs] += spent;
  if (ints[cpu + CPU.runHead] >= 0) starveWaiting(m, cpu, from);
}
