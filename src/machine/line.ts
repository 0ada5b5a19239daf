import {RELEASED_ACKED, tell} from './accounts.ts';
import {interrupt} from './cpu.ts';
import {serve} from './device.ts';
import {notify} from './guest.ts';
import {hold, release} from './hold.ts';
import type {Machine} from './state.ts';
import {ASSERTED, DELIVERED, LOST_EDGE, MASKED, step} from './steps.ts';

// A level line delivers while a device holds its pin up and nothing keeps it back: it fires, the supervisor tells the domains,
// and the moment it is released it fires again if the pin is still up. That is all there is to an interrupt storm.
// An edge is an event: taken once. Met by a masked IO-APIC pin it is gone; while its line is in service it is remembered, once.

/** A device began to hold the pin up, or sent an edge. */
export function signal(m: Machine, line: number, device: number): void {
  const {lines} = m;
  if (m.plan.level[line]) lines.asserting[line]++;
  else if (lines.masked[line] || lines.disabled[line]) {
    step(m, LOST_EDGE, line, device);
    return;
  } else lines.edge[line] = 1;
  step(m, ASSERTED, line, device);
  fire(m, line);
}

/** Sends the line's interrupt to a CPU if it has one to send and nothing keeps it back. */
export function fire(m: Machine, line: number): void {
  const {lines} = m;
  if (lines.inService[line] || lines.held[line] || lines.masked[line] || lines.disabled[line]) return;
  if (lines.asserting[line] === 0 && !lines.edge[line]) return;
  lines.inService[line] = 1;
  interrupt(m, target(m, line), line);
}

/** The CPU takes the interrupt: it is counted, and its pin masked or its EOI kept back if the policy says so. */
export function startDelivery(m: Machine, cpu: number, line: number): void {
  const {lines} = m;
  lines.edge[line] = 0;
  lines.cpu[line] = cpu;
  lines.taken[line]++;
  lines.newCounts[line * m.plan.cpus + cpu]++;
  step(m, DELIVERED, line, cpu);
  if (m.policy.hold !== 'none' && m.plan.level[line] && lines.bound[line] > 0) {
    lines.held[line] = 1;
    step(m, MASKED, line, cpu);
    tell(m, line);
  }
}

/** What the delivery costs: entry, the supervisor's own handlers, telling each domain. */
export function deliveryNs(m: Machine, line: number): number {
  const {costs} = m.spec;
  let ns = costs.deliver + costs.notify * m.lines.bound[line];
  for (const device of m.plan.ownDevices[line])
    ns += m.devs.waiting[device] > 0 ? m.plan.serviceNs[device] : costs.notMine;
  return ns;
}

/** The end of the delivery: the supervisor's own devices are served, the domains told, and the line waits for them or fires on. */
export function deliver(m: Machine, cpu: number, line: number): void {
  const {lines, binds} = m;
  for (const device of m.plan.ownDevices[line]) serve(m, device);
  for (let bind = lines.bindHead[line]; bind >= 0; bind = binds.next[bind]) notify(m, bind);
  lines.inService[line] = 0;
  if (lines.debts[line] > 0) hold(m, line);
  else if (lines.held[line]) release(m, line, RELEASED_ACKED, cpu);
  fire(m, line);
}

function target(m: Machine, line: number): number {
  const {plan} = m;
  if (plan.onlyCpu[line] >= 0) return plan.onlyCpu[line];
  const draw = m.streams.u32(plan.devices + line);
  const from = line * plan.cpus;
  let cpu = 0;
  while (draw >= plan.affinityBounds[from + cpu]) cpu++;
  return cpu;
}
