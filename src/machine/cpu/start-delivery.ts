import {updateState} from '../counted/accounts.ts';
import {noteStep} from '../counted/steps.ts';
import {ACK, STEP} from '../memory/codes.ts';
import {BIND, CPU, DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {isDropped} from './limit.ts';
import {startHandlers} from './linux-handler.ts';
import {withholdEoi} from './priority.ts';

// The first work of a CPU for an interrupt: it counts it, holds its line, and computes how long the delivery takes. The work at the end of
// that time is in handlers/delivery.ts.

/** The CPU takes the interrupt: it is counted, and its pin masked or its EOI withheld if the policy does that. */
export function startDelivery(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  ints[line + LINE.cpu] = cpu;
  if (ints[line + LINE.pic] && isSpurious(m, line)) {
    countSpurious(m, cpu, line);
    return;
  }
  ints[line + LINE.edge] = 0;
  count(m, cpu, line);
  noteStep(m, STEP.delivered, line, cpu);
  if (m.policy.limit !== null && isDropped(m, line)) return;
  if (ints[line + LINE.ack] !== ACK.none && ints[line + LINE.bound] > 0 && m.notifiesAll) startHold(m, cpu, line);
}

/** From now on the line can not deliver: its pin is masked, or its EOI withheld. */
export function startHold(m: Machine, cpu: number, line: number): void {
  m.ints[line + LINE.held] = 1;
  noteStep(m, STEP.masked, line, cpu);
  updateState(m, line);
  withholdEoi(m, cpu, line);
}

/** What the delivery costs: entry, the supervisor's own handlers, notifying each domain; in one kernel, its first handler. */
export function deliveryNs(m: Machine, line: number): number {
  const {ints, costs, policy} = m;
  if (ints[line + LINE.drop]) return costs.deliver;
  if (m.notifiesAll) return costs.deliver + ownNs(m, line) + costs.notify * ints[line + LINE.bound];
  if (policy.handlers === 'kernel') return startHandlers(m, line);
  // It reads which devices interrupt, and notifies their owners. An edge leaves nothing to read: all owners are notified.
  const looks = ints[line + LINE.level] && ints[line + LINE.bound] > 0;
  const told = looks ? 1 + asking(m, line) : ints[line + LINE.bound];
  return costs.deliver + ownNs(m, line) + costs.notify * told;
}

function count(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  ints[line + LINE.taken]++;
  m.newCounts[ints[line + LINE.index] * m.spec.cpus + ints[cpu + CPU.index]]++;
}

function ownNs(m: Machine, line: number): number {
  const {ints, costs} = m;
  let ns = 0;
  for (let device = ints[line + LINE.ownDevices]; device >= 0; device = ints[device + DEVICE.next])
    ns += ints[device + DEVICE.waiting] > 0 ? ints[device + DEVICE.serviceNs] : costs.notMine;
  return ns;
}

/** Bindings with a device that asks. */
function asking(m: Machine, line: number): number {
  const {ints} = m;
  let asking = 0;
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) {
    let device = ints[bind + BIND.devices];
    while (device >= 0 && !ints[device + DEVICE.pin]) device = ints[device + DEVICE.next];
    if (device >= 0) asking++;
  }
  return asking;
}

/** An 8259 asks the CPU before it is asked which line it was; a level that has dropped meanwhile leaves it no answer. */
function isSpurious(m: Machine, line: number): boolean {
  const {ints} = m;
  return ints[line + LINE.level] === 1 && ints[line + LINE.asserting] === 0;
}

/** It answers with the lowest of its eight: 7, or 15 of the second. No domain is notified. */
function countSpurious(m: Machine, cpu: number, line: number): void {
  const {ints, plan, spec} = m;
  const answer = plan.lineOf.get(Number(spec.lines[ints[line + LINE.index]].irq) < 8 ? '7' : '15');
  ints[line + LINE.drop] = 1;
  if (answer !== undefined) count(m, cpu, answer);
}
