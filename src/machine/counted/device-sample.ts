import type {DeviceSample} from '../../protocol/record/sample.ts';
import {POWERS} from '../../protocol/words.ts';
import {deviceName} from '../memory/names.ts';
import {DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {take, takeHistogram} from './take.ts';

/** Order of the columns of `totals`. */
export const DEVICE_COUNTS = ['raised', 'served', 'late', 'lost'] as const;

export function deviceSample(m: Machine, device: number): DeviceSample {
  const {ints} = m;
  const row: DeviceSample = {name: deviceName(m, device)};
  if (changed(ints, device + DEVICE.inD3, device + DEVICE.sampledD3)) row.power = POWERS[ints[device + DEVICE.inD3]];
  const asks = asserted(m, device);
  if (asks !== (ints[device + DEVICE.sampledAsserted] === 1)) row.asserted = asks;
  ints[device + DEVICE.sampledAsserted] = asks ? 1 : 0;
  if (changed(ints, device + DEVICE.inService, device + DEVICE.sampledInService))
    row.inService = ints[device + DEVICE.inService] === 1;
  DEVICE_COUNTS.forEach((field, i) => {
    const count = take(ints, device + DEVICE[field]);
    if (count === 0) return;
    row[field] = count;
    m.times[(device >> 1) + DEVICE.totals + i] += count;
  });
  if (row.served) row.servedNs = takeHistogram(m.servedNs, ints[device + DEVICE.index]);
  return row;
}

/** A device asks: its pin is up (level), or a cause waits (edge). */
export function asserted(m: Machine, device: number): boolean {
  const {ints} = m;
  return ints[ints[device + DEVICE.line] + LINE.level]
    ? ints[device + DEVICE.pin] === 1
    : ints[device + DEVICE.waiting] > 0;
}

/** Whether a gauge differs from its last reported value; from now on it is reported. */
function changed(ints: Int32Array, at: number, told: number): boolean {
  const differs = ints[at] !== ints[told];
  ints[told] = ints[at];
  return differs;
}
