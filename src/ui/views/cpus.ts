import {rate, share} from '../../model/numbers.ts';
import type {CpuFrame} from '../../protocol/frame.ts';
import type {Mark} from '../screen/canvas.ts';
import {type Glyphs, glyphs} from './glyphs.ts';
import {type Cell, type Column, drawTable, UNKNOWN} from './table.ts';
import type {View} from './view.ts';

/** How much of each CPU interrupts take; the busiest first where not all have room. */
export const cpusView: View = (canvas, scene) => {
  const room = canvas.height - 1;
  const all = scene.frame.cpus;
  const byLoad = () => all.toSorted((one, other) => (other.irqShare ?? 0) - (one.irqShare ?? 0)).slice(0, room);
  const rows = all.length > room ? byLoad() : all;
  const bar = Math.min(canvas.width - 34, 40);
  drawTable<CpuFrame>(
    canvas,
    {columns: columns(bar, glyphs(scene)), rows, top: 0, selected: -1, focused: false},
    scene,
  );
};

function columns(bar: number, signs: Glyphs): Column<CpuFrame>[] {
  return [
    {head: 'CPU', width: 6, cell: ({cpu}) => `CPU${cpu}`},
    {head: 'RATE', width: 6, right: true, cell: cpu => (cpu.rate === null ? UNKNOWN : rate(cpu.rate))},
    {head: 'IN INTERRUPTS', width: 13, right: true, cell: ({irqShare}) => shareCell(irqShare)},
    {head: '', width: bar, cell: ({irqShare}, width) => barCell(irqShare, width, signs)},
  ];
}

function shareCell(part: number | null): Cell {
  return part === null ? UNKNOWN : [[share(part), markOf(part)]];
}

function barCell(part: number | null, width: number, {bars, dot}: Glyphs): Cell {
  if (part === null) return '';
  const full = Math.min(Math.round(part * width), width);
  return [
    [[...bars].at(-1)!.repeat(full), markOf(part)],
    [dot.repeat(width - full), 'dim'],
  ];
}

function markOf(part: number): Mark {
  return part >= 0.9 ? 'bad' : part >= 0.5 ? 'warn' : 'good';
}
