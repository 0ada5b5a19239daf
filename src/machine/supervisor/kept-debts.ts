import {noteFact} from '../counted/facts.ts';
import {startHold} from '../cpu/start-delivery.ts';
import {RELEASED} from '../memory/codes.ts';
import {domainName, lineName} from '../memory/names.ts';
import {devicesOf} from '../memory/queries.ts';
import {BIND, DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {unkeep} from '../wire/hold.ts';
import {release} from '../wire/release.ts';

// `reset-first`: the supervisor takes a debt of a dying domain over, and keeps the line held until unmasking it is safe.

/** A domain dies: the supervisor keeps its lines held as far as unmasking them is not safe yet. */
export function takeOver(m: Machine, domain: number): void {
  const {ints, plan} = m;
  for (const bind of plan.bindsOf.get(domain)!) {
    const line = ints[bind + BIND.line];
    if (!ints[bind + BIND.bound] || ints[bind + BIND.kept] || !ints[line + LINE.level]) continue;
    if (!ints[bind + BIND.debt] && !isDangerous(m, bind)) continue;
    ints[bind + BIND.kept] = 1;
    ints[line + LINE.kept]++;
    noteFact(m, {kind: 'debt_taken_over', line: lineName(m, line), domain: domainName(m, domain)});
    if (!ints[line + LINE.held] && !ints[line + LINE.inService]) startHold(m, ints[line + LINE.cpu], line);
  }
}

/** The domain is bound again, or its devices are quiet: the debt that was kept for it is released. */
export function releaseKept(m: Machine, domain: number): void {
  const {ints, plan} = m;
  for (const bind of plan.bindsOf.get(domain)!) {
    if (!ints[bind + BIND.kept]) continue;
    const line = ints[bind + BIND.line];
    unkeep(m, bind);
    if (ints[line + LINE.held] && ints[line + LINE.debts] === 0 && !ints[line + LINE.inService])
      release(m, line, RELEASED.unbound, ints[line + LINE.cpu]);
  }
}

/** A device that asks, or that nothing but its driver can quiet once it does. */
function isDangerous(m: Machine, bind: number): boolean {
  return devicesOf(m, bind).some(
    device => m.ints[device + DEVICE.pin] || m.spec.devices[m.ints[device + DEVICE.index]].resets.length === 0,
  );
}
