import {charge} from '../counted/cpu-time.ts';
import {noteFact} from '../counted/facts.ts';
import {keepFor, nextWork, occupy, runSegment} from '../cpu/cpu.ts';
import {MODE} from '../memory/codes.ts';
import {CPU, HOST} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {WATCHDOG_NS} from '../policy/policy.ts';
import {finishEoi} from '../wire/release.ts';
import {deliver} from './delivery.ts';
import {vcpuDone} from './guest.ts';

// The end of what a CPU was doing, and what that brings about: everything that happens on the host by itself begins here or in a device.

/** The running segment of a CPU is over. */
export function cpuDone(m: Machine, cpu: number): void {
  const {ints} = m;
  const job = ints[cpu + CPU.job];
  if (ints[cpu + CPU.mode] === MODE.vcpu) {
    ints[cpu + CPU.mode] = MODE.between;
    const ns = vcpuDone(m, cpu, job);
    if (ns >= 0 && ints[cpu + CPU.eoiHead] < 0 && ints[cpu + CPU.irqHead] < 0) runSegment(m, cpu, ns);
    else {
      if (ns >= 0) {
        charge(m, cpu);
        keepFor(m, cpu, job, ns);
      }
      nextWork(m, cpu);
    }
    return;
  }
  charge(m, cpu);
  if (m.clock[0] - m.times[(cpu >> 1) + CPU.pathSince] >= WATCHDOG_NS) {
    loseHost(m, cpu);
    return;
  }
  const more = job < 0 ? finishEoi(m, cpu, ~job) : deliver(m, cpu, job);
  if (more >= 0) occupy(m, cpu, more);
  else nextWork(m, cpu);
}

/** The watchdog: it has run nothing but the interrupt path. */
function loseHost(m: Machine, cpu: number): void {
  m.ints[m.plan.host + HOST.lostBy] = cpu;
  noteFact(m, {kind: 'host_lost', cpu: m.ints[cpu + CPU.index]});
}
