import {HANG} from '../memory/codes.ts';
import {isHealthy} from '../memory/queries.ts';
import {BIND, DEVICE, DOMAIN, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {WATCHDOG_NS} from '../policy/policy.ts';

// In one kernel: which handler of a line comes next, and how long it takes. What it has done is in handlers/linux-handlers.ts.

/** The line's first handler begins. Returns how long it takes: as long as the watchdog waits when it spins. */
export function startHandlers(m: Machine, line: number): number {
  const {ints} = m;
  ints[line + LINE.cared] = 0;
  ints[line + LINE.handler] = nextHandler(m, line, -1);
  return startLinuxHandler(m, line);
}

/**
 * The handler behind that of a device, or the first: the supervisor's own, then those of the domains in bind order; -1: there is no
 * more. A driver that is unbound meanwhile is passed over; one whose device was rewired ends the round.
 */
export function nextHandler(m: Machine, line: number, device: number): number {
  const {ints} = m;
  const first =
    device < 0 ? ints[line + LINE.ownDevices] : ints[device + DEVICE.line] === line ? ints[device + DEVICE.next] : -1;
  if (first >= 0) return first;
  if (device >= 0 && ints[device + DEVICE.line] !== line) return -1;
  const from = device < 0 ? -1 : ints[device + DEVICE.bind];
  let bind = from < 0 ? ints[line + LINE.bindHead] : ints[from + BIND.next];
  while (bind >= 0 && (!ints[bind + BIND.bound] || ints[bind + BIND.devices] < 0)) bind = ints[bind + BIND.next];
  return bind < 0 ? -1 : ints[bind + BIND.devices];
}

/** The handler reads the status of its device, which decides what it does and how long that takes. */
export function startLinuxHandler(m: Machine, line: number): number {
  const {ints} = m;
  const device = ints[line + LINE.handler];
  if (device < 0) return 0;
  const mine = ints[device + DEVICE.waiting] > 0;
  ints[line + LINE.mine] = mine ? 1 : 0;
  m.times[(line >> 1) + LINE.handlerSince] = m.clock[0];
  const bind = ints[device + DEVICE.bind];
  return handlerNs(m, device, bind < 0 ? -1 : ints[bind + BIND.domain], mine);
}

function handlerNs(m: Machine, device: number, domain: number, mine: boolean): number {
  const {ints, times, costs} = m;
  const ns = mine ? ints[device + DEVICE.serviceNs] : costs.notMine;
  if (domain < 0) return ns;
  if (isHealthy(m, domain)) return times[(domain >> 1) + DOMAIN.extraNs] + ns;
  const hang = driverHang(m, domain);
  if (hang === HANG.spin) return WATCHDOG_NS;
  return hang === HANG.deaf ? ns : costs.notMine;
}

/** How a driver hangs; -1: it does not, or it has crashed, which leaves a handler that returns *not mine*. */
export function driverHang(m: Machine, domain: number): number {
  return m.ints[domain + DOMAIN.hang] - 1;
}
