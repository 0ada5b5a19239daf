import type {DeviceSample, Sample} from '../../protocol/record/sample.ts';
import type {Table} from '../frame/table.ts';
import type {DeviceRow} from '../view/view.ts';
import {settled} from './overlay.ts';
import {added, grown} from './tally.ts';

/** The devices after a sample. */
export function foldDevices(devices: Table<DeviceRow>, sample: Sample): Table<DeviceRow> {
  const rows = devices.rows.map(settled);
  for (const told of sample.devices ?? []) {
    const place = devices.place(told.name);
    if (place !== undefined) rows[place] = foldDevice(rows[place], told);
  }
  return rows.every((row, place) => row === devices.rows[place]) ? devices : devices.with(rows);
}

function foldDevice(row: DeviceRow, told: DeviceSample): DeviceRow {
  return {
    ...row,
    power: told.power ?? row.power,
    asserted: told.asserted ?? row.asserted,
    inService: told.inService ?? row.inService,
    raised: grown(row.raised, told.raised),
    served: grown(row.served, told.served),
    late: grown(row.late, told.late),
    lost: grown(row.lost, told.lost),
    servedNs: added(row.servedNs, told.servedNs),
  };
}
