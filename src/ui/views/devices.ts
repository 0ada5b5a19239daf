import {duration} from '../../model/words/numbers.ts';
import type {DeviceFrame} from '../../protocol/frame/frame.ts';
import {selection} from '../scene/selection.ts';
import {type Cell, type Column, drawTable, textWidth, topRow, UNKNOWN} from './parts/table.ts';
import type {DrawView} from './parts/view.ts';
import {shownDevices} from './screen-layout.ts';

/** The devices of the selected line, or all devices. */
export const devicesView: DrawView = (canvas, scene) => {
  const rows = shownDevices(scene);
  const selected = rows.findIndex(({name}) => name === selection(scene).device?.name);
  const top = topRow(scene.ui.scroll.devices, selected, canvas.height - 1, rows.length);
  const columns = deviceColumns(scene.frame.devices, canvas.width);
  drawTable<DeviceFrame>(canvas, {columns, rows, top, selected, focused: scene.ui.focus === 'devices'}, scene);
};

function deviceColumns(rows: readonly DeviceFrame[], width: number): Column<DeviceFrame>[] {
  const columns: Column<DeviceFrame>[] = [
    {head: 'DEVICE', width: textWidth(rows, ({name}) => name, 6, 20), cell: ({name}) => [[name, 'strong']]},
    {head: 'LINE', width: textWidth(rows, ({line}) => line ?? '', 4, 8), right: true, cell: ({line}) => line ?? '-'},
    {head: 'DOMAIN', width: textWidth(rows, ({domain}) => domain ?? '', 6, 12), cell: ({domain}) => domain ?? '-'},
    {head: 'PIN', width: 8, cell: pinCell},
    {head: 'SERVICE', width: 7, cell: serviceCell},
    {head: 'POWER', width: 5, cell: powerCell},
    {head: 'LATE', width: 5, right: true, cell: ({late}) => countCell(late)},
    {head: 'LOST', width: 5, right: true, cell: ({lost}) => countCell(lost)},
    {head: 'P99', width: 7, right: true, cell: ({p99Ns}) => (p99Ns === undefined ? UNKNOWN : duration(p99Ns ?? 0))},
  ];
  const fits = (most: number) => columns.slice(0, most).reduce((sum, column) => sum + column.width + 1, 0) <= width;
  return columns.slice(0, [9, 8, 7, 6].find(fits) ?? 5);
}

function pinCell({asserted}: DeviceFrame): Cell {
  if (asserted === null) return UNKNOWN;
  return asserted ? [['asserted', 'warn']] : [['quiet', 'dim']];
}

function serviceCell({inService}: DeviceFrame): Cell {
  if (inService === undefined) return UNKNOWN;
  return inService ? 'in' : [['out', 'bad']];
}

function powerCell({power}: DeviceFrame): Cell {
  return power === null ? UNKNOWN : [[power, power === 'D0' ? 'normal' : 'warn']];
}

function countCell(value: number | undefined): Cell {
  if (value === undefined) return UNKNOWN;
  return [[String(value), value === 0 ? 'dim' : 'warn']];
}
