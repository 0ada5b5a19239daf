import {RELEASED_ACKED, tell} from './accounts.ts';
import {interrupt} from './cpu.ts';
import {serve} from './device.ts';
import {notify} from './guest.ts';
import {hold, release} from './hold.ts';
import {BIND, CPU, DEVICE, LINE} from './records.ts';
import {reckonStarving} from './starvation.ts';
import type {Machine} from './state.ts';
import {ASSERTED, DELIVERED, LOST_EDGE, MASKED, step} from './steps.ts';

// A level line delivers while a device holds its pin up and nothing keeps it back: it fires, the supervisor tells the domains,
// and the moment it is released it fires again if the pin is still up. That is all there is to an interrupt storm.
// An edge is an event: taken once. Met by a masked IO-APIC pin it is gone; while its line is in service it is remembered, once.

/** A device began to hold the pin up, or sent an edge. */
export function signal(m: Machine, line: number, device: number): void {
  const {ints} = m;
  if (ints[line + LINE.level]) ints[line + LINE.asserting]++;
  else if (ints[line + LINE.masked] || ints[line + LINE.disabled]) {
    step(m, LOST_EDGE, line, device);
    return;
  } else ints[line + LINE.edge] = 1;
  step(m, ASSERTED, line, device);
  fire(m, line);
}

/** Sends the line's interrupt to a CPU if it has one to send and nothing keeps it back. */
export function fire(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.inService] || ints[line + LINE.held] || ints[line + LINE.masked] || ints[line + LINE.disabled])
    return;
  if (ints[line + LINE.asserting] === 0 && !ints[line + LINE.edge]) return;
  ints[line + LINE.inService] = 1;
  interrupt(m, target(m, line), line);
}

/** The CPU takes the interrupt: it is counted, and its pin masked or its EOI kept back if the policy says so. */
export function startDelivery(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  ints[line + LINE.edge] = 0;
  ints[line + LINE.cpu] = cpu;
  ints[line + LINE.taken]++;
  m.newCounts[ints[line + LINE.index] * m.spec.cpus + ints[cpu + CPU.index]]++;
  step(m, DELIVERED, line, cpu);
  if (m.policy.hold !== 'none' && ints[line + LINE.level] && ints[line + LINE.bound] > 0) {
    ints[line + LINE.held] = 1;
    step(m, MASKED, line, cpu);
    tell(m, line);
  }
}

/** What the delivery costs: entry, the supervisor's own handlers, telling each domain. */
export function deliveryNs(m: Machine, line: number): number {
  const {ints, costs} = m;
  let ns = costs.deliver + costs.notify * ints[line + LINE.bound];
  for (let device = ints[line + LINE.ownDevices]; device >= 0; device = ints[device + DEVICE.next]) {
    ns += ints[device + DEVICE.waiting] > 0 ? ints[device + DEVICE.serviceNs] : costs.notMine;
  }
  return ns;
}

/** The end of the delivery: the supervisor's own devices are served, the domains told, and the line waits for them or fires on. */
export function deliver(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  for (let device = ints[line + LINE.ownDevices]; device >= 0; device = ints[device + DEVICE.next]) serve(m, device);
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) notify(m, bind);
  ints[line + LINE.inService] = 0;
  if (ints[line + LINE.debts] > 0) hold(m, line);
  else if (ints[line + LINE.held]) release(m, line, RELEASED_ACKED, cpu);
  else reckonStarving(m, line);
  fire(m, line);
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
