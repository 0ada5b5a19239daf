import type {Scene} from '../../scene/scene.ts';
import type {ColumnName, SortName} from '../../scene/ui-state.ts';
import {allCpus} from './cpu-columns.ts';
import {LINE_COLUMNS, type LineColumnName} from './line-cells.ts';
import type {LineColumn} from './line-column.ts';

/** The columns of the lines for a table of this width: the richest set that fits. */
export function lineColumns(scene: Scene, width: number): LineColumn[] {
  return stretched(chosen(scene, width), width).map(column => withOrder(column, scene));
}

function chosen(scene: Scene, width: number): LineColumn[] {
  const {cpus, columns} = scene.ui;
  if (columns !== null) return fitting(wantedSets(columns), scene, width);
  if (cpus === 'none') return fitting(WITHOUT_CPUS, scene, width);
  return cpus === 'auto' ? fitting(WITH_CPUS, scene, width) : allSet(scene, width);
}

const WITH_CPUS: readonly (readonly LineColumnName[])[] = [
  ['irq', 'chip', 'state', 'blocked', 'rate', 'total', 'cpus', 'history', 'waitsFor', 'wiring'],
  ['irq', 'chip', 'state', 'blocked', 'rate', 'cpus', 'history', 'waitsFor', 'wiring'],
  ['irq', 'state', 'blocked', 'rate', 'cpus', 'history', 'waitsFor', 'wiring'],
  ['irq', 'state', 'blocked', 'rate', 'shortCpus', 'history', 'waitsFor', 'wiring'],
  ['irq', 'state', 'blocked', 'rate', 'shortCpus', 'history', 'waitsFor', 'shortWiring'],
  ['irq', 'state', 'rate', 'shortCpus', 'history', 'waitsFor', 'shortWiring'],
  ['irq', 'chip', 'state', 'blocked', 'rate', 'total', 'busiest', 'history', 'waitsFor', 'wiring'],
  ['irq', 'state', 'blocked', 'rate', 'total', 'busiest', 'history', 'waitsFor', 'wiring'],
  ['irq', 'state', 'blocked', 'rate', 'busiest', 'history', 'waitsFor', 'shortWiring'],
  ['irq', 'state', 'rate', 'busiest', 'history', 'waitsFor', 'shortWiring'],
  ['irq', 'state', 'rate', 'busiest', 'history', 'waitsFor', 'sharers'],
  ['irq', 'state', 'rate', 'busiest', 'waitsFor', 'sharers'],
];

const WITHOUT_CPUS: readonly (readonly LineColumnName[])[] = [
  ['irq', 'chip', 'state', 'blocked', 'rate', 'total', 'history', 'waitsFor', 'wiring'],
  ['irq', 'state', 'blocked', 'rate', 'total', 'history', 'waitsFor', 'wiring'],
  ['irq', 'state', 'rate', 'total', 'history', 'waitsFor', 'shortWiring'],
  ['irq', 'state', 'rate', 'total', 'waitsFor', 'sharers'],
];

/** The columns of the option, in shorter forms where they do not fit. */
function wantedSets(wanted: readonly ColumnName[]): readonly (readonly LineColumnName[])[] {
  const forms = [
    WIDEST,
    {...WIDEST, cpus: 'shortCpus'},
    {...WIDEST, cpus: 'shortCpus', devices: 'shortWiring'},
    {...WIDEST, cpus: 'busiest', devices: 'sharers'},
  ] as const;
  return forms.map(form => wanted.map(name => form[name]));
}

const WIDEST = {
  irq: 'irq',
  chip: 'chip',
  state: 'state',
  blocked: 'blocked',
  rate: 'rate',
  total: 'total',
  cpus: 'cpus',
  busiest: 'busiest',
  history: 'history',
  'waits-for': 'waitsFor',
  devices: 'wiring',
} as const satisfies {readonly [name in ColumnName]: LineColumnName};

/** The first set that fits. Where not even the last one fits, its last column is cut. */
function fitting(sets: readonly (readonly LineColumnName[])[], scene: Scene, width: number): LineColumn[] {
  const made: {[name in LineColumnName]?: LineColumn[]} = {};
  const columnsOf = (set: readonly LineColumnName[]) => set.flatMap(name => (made[name] ??= LINE_COLUMNS[name](scene)));
  return columnsOf(sets.find(set => widthOf(columnsOf(set)) <= width) ?? sets.at(-1)!);
}

/** Name, state and rate, then as many CPUs as fit; the other columns only where all CPUs fit. */
function allSet(scene: Scene, width: number): LineColumn[] {
  const columnsOf = (names: readonly LineColumnName[]) => names.flatMap(name => LINE_COLUMNS[name](scene));
  const beside = columnsOf(['irq', 'state', 'rate']);
  const columns = [...beside, ...allCpus(scene, width - widthOf(beside))];
  const after = columnsOf(['history', 'waitsFor', 'shortWiring']);
  return widthOf(columns) + widthOf(after) <= width ? [...columns, ...after] : columns;
}

function stretched(columns: readonly LineColumn[], width: number): LineColumn[] {
  const left = Math.max(width - widthOf(columns), 0);
  return columns.map((column, at) => {
    if (column.most !== undefined) return {...column, width: Math.min(column.width + left, column.most)};
    return at === columns.length - 1 && !column.right ? {...column, width: Math.max(column.width, width)} : column;
  });
}

/** Sorted from the greatest value down. */
const DOWN: readonly SortName[] = ['state', 'blocked', 'rate', 'total', 'delta'];

function withOrder(column: LineColumn, {ui}: Scene): LineColumn {
  if (column.sort !== ui.sort.column) return column;
  return {...column, sorted: DOWN.includes(column.sort) === ui.sort.reverse ? 'up' : 'down'};
}

/** The width of columns, with a gap of one cell before each. */
function widthOf(columns: readonly LineColumn[]): number {
  return columns.reduce((sum, column) => sum + column.width + 1, 0);
}
