import {perCpuDeltas} from '../../../model/frame/deltas.ts';
import {count, rate} from '../../../model/words/numbers.ts';
import type {LineFrame} from '../../../protocol/frame/frame.ts';
import type {Scene} from '../../scene/scene.ts';
import type {UiState} from '../../scene/ui-state.ts';
import {glyphs} from '../parts/glyphs.ts';
import {type Cell, UNKNOWN} from '../parts/table.ts';
import type {LineColumn} from './line-column.ts';

/** A column for each CPU, with `whole` counts, or `short` ones of five characters. */
export function cpus(scene: Scene, form: 'whole' | 'short'): LineColumn[] {
  return shownCpus(scene).map(at => cpuColumn(scene, at, form));
}

/** The indexes of the CPUs that have columns: all, or those that an option lists. */
export function shownCpus({frame, ui}: Scene): number[] {
  const indexes = frame.cpus.map((_, at) => at);
  const wanted = ui.cpus;
  return typeof wanted === 'string' ? indexes : indexes.filter(at => wanted.includes(frame.cpus[at].cpu));
}

/** As many CPU columns as fit, from the one scrolled to; `…` in a head means that there are more. */
export function allCpus(scene: Scene, width: number): LineColumn[] {
  const all = cpus(scene, 'short');
  const each = shortWidth(scene) + 1;
  const fitting = Math.max(Math.floor(width / each), 1);
  const first = Math.max(Math.min(scene.ui.scroll.cpu, all.length - fitting), 0);
  const columns = all.slice(first, first + fitting);
  const {more} = glyphs(scene);
  const last = columns.length - 1;
  return columns.map((column, at) => {
    const hidden = (at === 0 && first > 0) || (at === last && first + fitting < all.length);
    return hidden ? {...column, head: `${more}${column.head}`} : column;
  });
}

/** The CPU that takes most of a line, for machines with more CPUs than columns: `CPU13 51%…`. */
export function busiestCpu(scene: Scene): LineColumn {
  const digits = String(scene.frame.cpus.at(-1)?.cpu ?? 0).length;
  return {head: 'BUSIEST', width: 8 + digits, cell: line => busiest(line, scene)};
}

/** Wide enough for every count, in steps, so that columns seldom grow. */
export function wholeWidth({frame}: Scene): number {
  const most = frame.lines.reduce((highest, {total}) => Math.max(highest, total ?? 0), 0);
  const digits = String(most).length;
  return digits <= 7 ? 8 : digits <= 10 ? 11 : 17;
}

/** A number, 0 dim; `null` is unknown. */
export function numberCell(value: number | null, write: (value: number) => string): Cell {
  if (value === null) return UNKNOWN;
  return [[write(value), value === 0 ? 'dim' : 'normal']];
}

const SIGNS: {readonly [unit in UiState['unit']]: string} = {total: '', delta: '+', rate: '/s'};

function cpuColumn(scene: Scene, at: number, form: 'whole' | 'short'): LineColumn {
  const {frame, ui} = scene;
  const write = ui.unit === 'rate' ? rate : form === 'whole' ? String : count;
  return {
    head: `CPU${frame.cpus[at].cpu}${SIGNS[ui.unit]}`,
    width: form === 'whole' ? wholeWidth(scene) : shortWidth(scene),
    right: true,
    // A counter may have one number for all CPUs; it is below the first CPU, as in /proc/interrupts.
    cell: line => (line.perCpu && at >= line.perCpu.length ? '' : numberCell(countOf(line, at, scene), write)),
  };
}

/** Five characters of a count, or the head with `…` before it. */
function shortWidth({frame, ui}: Scene): number {
  const head = `CPU${frame.cpus.at(-1)?.cpu ?? 0}${SIGNS[ui.unit]}`.length;
  return Math.max(head + (ui.cpus === 'auto' ? 0 : 1), 5);
}

function countOf(line: LineFrame, at: number, scene: Scene): number | null {
  const {unit} = scene.ui;
  if (unit === 'total') return line.perCpu?.[at] ?? null;
  const deltas = perCpuDeltas(line, scene);
  return unit === 'delta' ? deltas[at] : rateOf(line, deltas, at);
}

/** A CPU's part of the line's rate. */
function rateOf({rate: whole}: LineFrame, deltas: readonly (number | null)[], at: number): number | null {
  const delta = deltas[at];
  if (whole === null || delta === null) return null;
  const all = deltas.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  return all === 0 ? 0 : (whole * delta) / all;
}

/** By the latest counts where they are known, so that it follows interrupts that move to another CPU. */
function busiest(line: LineFrame, scene: Scene): Cell {
  const recent = scene.ui.unit === 'total' ? [] : perCpuDeltas(line, scene).map(delta => delta ?? 0);
  const counts = recent.some(each => each > 0) ? recent : line.perCpu;
  if (counts === null) return UNKNOWN;
  const all = counts.reduce((sum, each) => sum + each, 0);
  if (all === 0) return [['-', 'dim']];
  const index = counts.indexOf(Math.max(...counts));
  const name = `CPU${scene.frame.cpus[index]?.cpu ?? index}`;
  if (counts[index] === all) return name;
  return `${name} ${Math.floor((counts[index] / all) * 100)}%${glyphs(scene).more}`;
}
