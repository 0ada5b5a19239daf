import {noteFact} from '../counted/facts.ts';
import {EOI, RELEASED} from '../memory/codes.ts';
import {deviceName, domainName, lineName} from '../memory/names.ts';
import {devicesOf, isAlive} from '../memory/queries.ts';
import {BIND, DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {cancelDebts} from '../wire/hold.ts';
import {release, requestEoi} from '../wire/release.ts';
import {destroyDomain} from './domain.ts';
import {beginCycle} from './reset.ts';

// What the supervisor does about a debt that is too old. `reset-first`: it takes the debt over, destroys the domain with the line still
// held, resets its devices, boots it, and releases the line when that is safe. `d3-cycle`: it sends the debtor's devices on the line
// through D3hot, cancels the debt and releases the line; with some success.

/** Down to D3hot and back, for all devices at once. */
const CYCLE_NS = 20_000_000;

/** Time is up: the supervisor's own timer, on the CPU that owes the EOI, cancels the debts; or a debt is too old. */
export function timeLimit(m: Machine, line: number): void {
  const {ints} = m;
  if (m.policy.forcedEoiNs === null) debtTooOld(m, line);
  else if (ints[line + LINE.debts] > 0) requestEoi(m, line, EOI.forced);
}

/** Debts on a line have stood for the time of the policy; or the power cycle that was begun then is over. */
function debtTooOld(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.cycling]) {
    cycled(m, line);
    return;
  }
  for (const bind of debtorsOf(m, line)) {
    if (m.policy.remedy === 'd3-cycle') cycle(m, bind);
    else if (isAlive(m, ints[bind + BIND.domain])) destroyDomain(m, ints[bind + BIND.domain], true);
  }
}

function debtorsOf(m: Machine, line: number): number[] {
  const {ints} = m;
  const debtors: number[] = [];
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next])
    if (ints[bind + BIND.debt]) debtors.push(bind);
  return debtors;
}

function cycle(m: Machine, bind: number): void {
  const {ints} = m;
  const line = ints[bind + BIND.line];
  const [name, domain] = [lineName(m, line), domainName(m, ints[bind + BIND.domain])];
  if (ints[bind + BIND.cycles] >= m.policy.cycles) {
    noteFact(m, {kind: 'power_cycles_exhausted', line: name, domain});
    return;
  }
  ints[bind + BIND.cycles]++;
  for (const device of devicesOf(m, bind)) if (!ints[device + DEVICE.resetting]) beginCycle(m, device);
  if (ints[line + LINE.cycling]) return;
  ints[line + LINE.cycling] = 1;
  // After the devices, which are back at the same time.
  m.queue.schedule(CYCLE_NS + 1, ints[line + LINE.slot]);
}

/** Debts are cancelled; a domain with nothing in service there any more will owe nothing. */
function cycled(m: Machine, line: number): void {
  const {ints} = m;
  ints[line + LINE.cycling] = 0;
  for (const bind of debtorsOf(m, line)) {
    const devices = devicesOf(m, bind);
    const names = (inService: number) =>
      devices.filter(device => ints[device + DEVICE.inService] === inService).map(device => deviceName(m, device));
    const [kept, cleared] = [names(1), names(0)];
    ints[bind + BIND.excused] = kept.length === 0 ? 1 : 0;
    const domain = domainName(m, ints[bind + BIND.domain]);
    noteFact(m, {kind: 'power_cycled', line: lineName(m, line), domain, cleared, kept});
  }
  if (!ints[line + LINE.held] || ints[line + LINE.inService]) return;
  cancelDebts(m, line);
  release(m, line, RELEASED.forced, ints[line + LINE.cpu]);
}
