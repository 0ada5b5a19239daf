import type {Ns} from '../../protocol/words.ts';
import {PHASE} from '../memory/codes.ts';
import {DEVICE, DOMAIN} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// How a vCPU begins what it does next; handlers/guest.ts is what it has done at the end of that.

/** Puts a vCPU that has got its CPU to work: where it was cut short, or from the upcall on. */
export function beginSegment(m: Machine, domain: number): Ns {
  const {ints} = m;
  let ns = ints[domain + DOMAIN.remaining];
  ints[domain + DOMAIN.remaining] = -1;
  if (ns < 0) {
    // Woken, or a slow domain whose wait is over.
    if (ints[domain + DOMAIN.phase] === PHASE.wait) ns = beginHandler(m, domain);
    else {
      ints[domain + DOMAIN.phase] = PHASE.upcall;
      ns = m.costs.upcall;
    }
  }
  return ns;
}

/** The handler reads the status of its device, which decides how long it takes. */
export function beginHandler(m: Machine, domain: number): number {
  const {ints} = m;
  const device = ints[domain + DOMAIN.device];
  const mine = ints[device + DEVICE.waiting] > 0;
  ints[domain + DOMAIN.phase] = PHASE.handler;
  ints[domain + DOMAIN.mine] = mine ? 1 : 0;
  return mine ? ints[device + DEVICE.serviceNs] : m.costs.notMine;
}
