import {perCpuDeltas} from '../../model/frame/deltas.ts';
import {rate, share} from '../../model/words/numbers.ts';
import type {CpuFrame} from '../../protocol/frame/frame.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';
import type {Tone} from '../screen/paint/canvas.ts';
import {numberCell} from './lines/cpu-columns.ts';
import {frameSpan} from './lines/starved.ts';
import {type Glyphs, glyphs} from './parts/glyphs.ts';
import {type Cell, type Column, drawTable, UNKNOWN} from './parts/table.ts';
import type {DrawView} from './parts/view.ts';

/** The share of each CPU that interrupts take, and, where it fits, of which lines; only the busiest CPUs where not all fit. */
export const cpusView: DrawView = (canvas, scene) => {
  const room = canvas.height - 1;
  const all = scene.frame.cpus;
  const byLoad = () => all.toSorted((one, other) => (other.irqShare ?? 0) - (one.irqShare ?? 0)).slice(0, room);
  const rows = all.length > room ? byLoad() : all;
  const columns = columnsFor(canvas.width, scene);
  drawTable<CpuFrame>(canvas, {columns, rows, top: 0, selected: -1, focused: false}, scene);
};

function columnsFor(width: number, scene: Scene): Column<CpuFrame>[] {
  const signs = glyphs(scene);
  const short: Column<CpuFrame>[] = [
    {head: 'CPU', width: 6, cell: ({cpu}) => `CPU${cpu}`},
    {head: 'RATE', width: 6, right: true, cell: cpu => (cpu.rate === null ? UNKNOWN : rate(cpu.rate))},
    {head: 'IN INTERRUPTS', width: 13, right: true, cell: ({irqShare}) => shareCell(irqShare)},
  ];
  const bar = (cells: number): Column<CpuFrame> => ({
    head: '',
    width: cells,
    cell: ({irqShare}, width) => barCell(irqShare, width, signs),
  });
  if (width < 96) return [...short, bar(Math.min(Math.max(width - 34, 0), 40))];
  const most = busiestLines(scene);
  return [
    ...short,
    {head: 'SUPERVISOR', width: 10, right: true, cell: ({supervisorShare}) => shareCell(supervisorShare)},
    {head: 'TOTAL', width: 9, right: true, cell: ({total}) => numberCell(total, String)},
    bar(20),
    {head: 'TAKES MOST OF', width: Math.min(width - 78, 60), cell: ({cpu}) => most.get(cpu) ?? '-'},
  ];
}

const NAMED = 4;

/** By CPU, the lines with most of its interrupts: `0 1000/s, 169 41/s`. */
function busiestLines(scene: Scene): Map<number, string> {
  const seconds = frameSpan(scene) / NS_PER_S;
  const entries = takenByCpu(scene).map((lines, at): [number, string] => {
    lines.sort((one, other) => other.count - one.count);
    const names = lines.slice(0, NAMED).map(({irq, count}) => `${irq} ${rate(count / seconds)}/s`);
    return [scene.frame.cpus[at].cpu, names.join(', ')];
  });
  return new Map(entries.filter(([, text]) => text !== ''));
}

/** By CPU, the lines and counts of its interrupts. Lists, not a matrix: most lines go to one CPU of hundreds. */
function takenByCpu(scene: Scene): {irq: string; count: number}[][] {
  const taken: {irq: string; count: number}[][] = scene.frame.cpus.map(() => []);
  for (const line of scene.frame.lines) {
    if (line.counter) continue;
    for (const [at, count] of perCpuDeltas(line, scene).entries())
      if ((count ?? 0) > 0) taken[at]?.push({irq: line.irq, count: count!});
  }
  return taken;
}

function shareCell(part: number | null): Cell {
  return part === null ? UNKNOWN : [[share(part), toneOf(part)]];
}

function barCell(part: number | null, width: number, {bars, dot}: Glyphs): Cell {
  if (part === null) return '';
  const full = Math.min(Math.round(part * width), width);
  return [
    [[...bars].at(-1)!.repeat(full), toneOf(part)],
    [dot.repeat(width - full), 'dim'],
  ];
}

function toneOf(part: number): Tone {
  return part >= 0.9 ? 'bad' : part >= 0.5 ? 'warn' : 'good';
}
