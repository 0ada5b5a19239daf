import {RELEASED_ACKED, tell} from '../counted/accounts.ts';
import {reckonLine, reckonStarving} from '../counted/starvation.ts';
import {DELIVERED, MASKED, step} from '../counted/steps.ts';
import {isDropped} from '../cpu/limit.ts';
import {withholdEoi} from '../cpu/priority.ts';
import {BIND, CPU, DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {quietDelivery} from '../supervisor/silence-device.ts';
import {serve} from '../wire/device.ts';
import {ACK_NONE, hold, release} from '../wire/hold.ts';
import {fire} from '../wire/line.ts';
import {notify} from './guest.ts';
import {chainGoesOn, startChain} from './linux-handlers.ts';

// What a CPU does with an interrupt, from taking it to telling whoever is bound: each policy in its own way. Either all domains are
// told and owe, or the supervisor silences the devices that ask and tells their owners alone, or one kernel runs all handlers itself.

/** The CPU takes the interrupt: it is counted, and its pin masked or its EOI kept back if the policy says so. */
export function startDelivery(m: Machine, cpu: number, line: number): void {
  const {ints} = m;
  ints[line + LINE.cpu] = cpu;
  if (ints[line + LINE.pic] && isSpurious(m, line)) {
    countSpurious(m, cpu, line);
    return;
  }
  ints[line + LINE.edge] = 0;
  count(m, cpu, line);
  step(m, DELIVERED, line, cpu);
  if (m.policy.limit !== null && isDropped(m, line)) return;
  if (ints[line + LINE.ack] !== ACK_NONE && ints[line + LINE.bound] > 0 && m.tellsAll) startHold(m, cpu, line);
}

/** From now on the line can not deliver: its pin is masked, or its EOI withheld. */
export function startHold(m: Machine, cpu: number, line: number): void {
  m.ints[line + LINE.held] = 1;
  step(m, MASKED, line, cpu);
  tell(m, line);
  withholdEoi(m, cpu, line);
}

/** What the delivery costs: entry, the supervisor's own handlers, telling each domain; in one kernel, its first handler. */
export function deliveryNs(m: Machine, line: number): number {
  const {ints, costs, policy} = m;
  if (ints[line + LINE.drop]) return costs.deliver;
  if (m.tellsAll) return costs.deliver + ownNs(m, line) + costs.notify * ints[line + LINE.bound];
  if (policy.handlers === 'kernel') return startChain(m, line);
  // Looking which devices ask, and telling their owners; an edge holds nothing up to be seen, and is told to all.
  const looks = ints[line + LINE.level] && ints[line + LINE.bound] > 0;
  const told = looks ? 1 + asking(m, line) : ints[line + LINE.bound];
  return costs.deliver + ownNs(m, line) + costs.notify * told;
}

/**
 * The end of the delivery: the supervisor's own devices are served, the domains told, and the line waits for them or fires on. Returns
 * -1, or in one kernel how long the next handler takes.
 */
export function deliver(m: Machine, cpu: number, line: number): number {
  const {ints} = m;
  if (ints[line + LINE.drop]) dropped(m, line);
  else if (m.tellsAll) tellAll(m, line);
  else if (m.policy.handlers === 'kernel') {
    const ns = chainGoesOn(m, cpu, line);
    if (ns >= 0) return ns;
  } else if (ints[line + LINE.level]) {
    serveOwn(m, line);
    quietDelivery(m, cpu, line);
  } else tellAll(m, line);
  ints[line + LINE.inService] = 0;
  if (ints[line + LINE.debts] > 0) hold(m, line);
  else if (ints[line + LINE.held]) release(m, line, RELEASED_ACKED, cpu);
  // Where everybody was told, nobody begins to starve now.
  if (m.tellsAll) reckonStarving(m, line);
  else reckonLine(m, line);
  fire(m, line);
  return -1;
}

function tellAll(m: Machine, line: number): void {
  const {ints} = m;
  serveOwn(m, line);
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) notify(m, bind);
}

function serveOwn(m: Machine, line: number): void {
  const {ints} = m;
  for (let device = ints[line + LINE.ownDevices]; device >= 0; device = ints[device + DEVICE.next]) serve(m, device);
}

function dropped(m: Machine, line: number): void {
  m.ints[line + LINE.drop] = 0;
  m.ints[line + LINE.inService] = 0;
  reckonLine(m, line);
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

/** It answers with the lowest of its eight: 7, or 15 of the second. Nobody is told. */
function countSpurious(m: Machine, cpu: number, line: number): void {
  const {ints, plan, spec} = m;
  const answer = plan.lineOf.get(Number(spec.lines[ints[line + LINE.index]].irq) < 8 ? '7' : '15');
  ints[line + LINE.drop] = 1;
  if (answer !== undefined) count(m, cpu, answer);
}
