import type {DeviceSample, Sample} from '../../protocol/record/sample.ts';
import type {Table} from '../frame/table.ts';
import type {DeviceRow} from '../view/view.ts';
import {settled} from './overlay.ts';
import {added, grown} from './tally.ts';

/** The devices after a sample. */
export function foldDevices(devices: Table<DeviceRow>, sample: Sample): Table<DeviceRow> {
  const rows = devices.rows.map(settled);
  for (const rowSample of sample.devices ?? []) {
    const place = devices.place(rowSample.name);
    if (place !== undefined) rows[place] = foldDevice(rows[place], rowSample);
  }
  return rows.every((row, place) => row === devices.rows[place]) ? devices : devices.with(rows);
}

function foldDevice(row: DeviceRow, rowSample: DeviceSample): DeviceRow {
  return {
    ...row,
    power: rowSample.power ?? row.power,
    asserted: rowSample.asserted ?? row.asserted,
    inService: rowSample.inService ?? row.inService,
    raised: grown(row.raised, rowSample.raised),
    served: grown(row.served, rowSample.served),
    late: grown(row.late, rowSample.late),
    lost: grown(row.lost, rowSample.lost),
    servedNs: added(row.servedNs, rowSample.servedNs),
  };
}
