import {RESET_METHODS} from '../../protocol/words.ts';
import {POWER, RESET_STEP} from '../memory/codes.ts';
import {isDead} from '../memory/queries.ts';
import {BIND, DEVICE, DOMAIN} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {releaseKept} from '../supervisor/kept-debts.ts';
import {requestInterrupt, scheduleArrival, stopTraffic} from '../wire/device.ts';
import {bootDomain} from './domain.ts';
import {awaitedProbe, D3_NS, probe, RESET_NS, setPower} from './reset.ts';

// The end of a reset, and what waits for it: the probe of the device, the boot of its domain, the lines that are kept for it.

/** A step of a reset or a power cycle is over. */
export function resetStepDone(m: Machine, device: number): void {
  const {ints} = m;
  const at = ints[device + DEVICE.resetting] % 10;
  const method = RESET_METHODS[(ints[device + DEVICE.resetting] - at) / 10];
  if (at === RESET_STEP.down || at === RESET_STEP.cycle_down) {
    ints[device + DEVICE.resetting]++;
    m.queue.schedule(at === RESET_STEP.cycle_down ? D3_NS : RESET_NS[method][1], ints[device + DEVICE.resetSlot]);
    return;
  }
  ints[device + DEVICE.resetting] = RESET_STEP.none;
  if (ints[device + DEVICE.inD3]) setPower(m, device, POWER.D0);
  if (at === RESET_STEP.cycle_up) wakeFromD3(m, device);
  else if (m.spec.devices[ints[device + DEVICE.index]].lostInReset) ints[device + DEVICE.gone] = 1;
  const bind = ints[device + DEVICE.bind];
  if (bind < 0) {
    if (!ints[device + DEVICE.inService]) probe(m, device);
    return;
  }
  awaitedProbe(m, device);
  resetIsOver(m, ints[bind + BIND.domain]);
}

/** With some success: the cause is gone, and the device silent until its driver initialises it; else everything is as before. */
function wakeFromD3(m: Machine, device: number): void {
  const {ints} = m;
  if (clearsInD3(m, device)) {
    stopTraffic(m, device);
    return;
  }
  if (ints[device + DEVICE.inService] && !ints[device + DEVICE.stalled]) scheduleArrival(m, device);
  if (ints[device + DEVICE.waiting] > 0 || ints[device + DEVICE.stuck]) requestInterrupt(m, device);
}

function clearsInD3(m: Machine, device: number): boolean {
  const index = m.ints[device + DEVICE.index];
  const {d3Clears, resets} = m.spec.devices[index];
  const chance = d3Clears ?? (resets.includes('pm') ? 1 : 0);
  if (chance === 0 || chance === 1) return chance === 1;
  return m.streams.uniform(m.plan.deviceAt.length + m.plan.lineAt.length + index) < chance;
}

/** The domain that waits for its devices to be reset goes on when the last of them is. */
function resetIsOver(m: Machine, domain: number): void {
  const {ints, plan} = m;
  if (plan.devicesOf.get(domain)!.some(device => ints[device + DEVICE.resetting] !== RESET_STEP.none)) return;
  if (ints[domain + DOMAIN.awaitsReset]) bootDomain(m, domain);
  if (m.policy.unmaskAfter === 'reset' || isDead(m, domain)) releaseKept(m, domain);
}
