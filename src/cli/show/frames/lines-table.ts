import {counted, names, rate, share} from '../../../model/words/numbers.ts';
import {LINE_STATE_WORDS} from '../../../model/words/states.ts';
import type {Frame, LineFrame, LineFrameState} from '../../../protocol/frame/frame.ts';
import type {COLUMNS} from '../../../ui/scene/option-names.ts';
import type {Paint, TextStyle} from '../color.ts';
import {type TextCell, type TextColumn, table, tableWidth} from '../text.ts';

type LineColumn = TextColumn & {cell(line: LineFrame, frame: Frame): TextCell};
/** `breaks`: the last column may be wrapped. */
type Layout = {columns: LineColumn[]; breaks: boolean};
type ColumnName = keyof typeof COLUMNS;

export type LinesLook = {
  width: number;
  paint: Paint;
  /** The CPUs that have columns; `auto` (default): all, or the busiest if they do not fit. */
  cpus?: 'auto' | 'all' | 'none' | readonly number[];
  /** The columns, in this order; `undefined`: as many as fit. */
  columns?: readonly ColumnName[];
};

/** The lines as in `/proc/interrupts`, plus holds and acknowledgements; counters last. */
export function linesBlock(frame: Frame, look: LinesLook): string[] {
  const {columns, cells} = fitted(frame, look);
  return table(columns, cells, look.width, look.paint);
}

/** The heads of columns that did not fit: `CHIP`, `16 CPUs`. */
export function droppedColumns(frame: Frame, look: LinesLook): string[] {
  const {columns} = fitted(frame, look);
  const all = fitted(frame, {...look, width: Number.POSITIVE_INFINITY}).columns;
  const dropped = all.filter(({head}) => !columns.some(each => each.head === head)).map(({head}) => head);
  const cpus = dropped.filter(head => /^CPU\d+$/.test(head));
  const others = dropped.filter(head => !cpus.includes(head));
  return cpus.length > 1 ? [counted(cpus.length, 'CPU'), ...others] : [...cpus, ...others];
}

/** The richest layout that fits, and its cells. */
function fitted(frame: Frame, look: LinesLook): {columns: LineColumn[]; cells: TextCell[][]} {
  const lines = [...frame.lines.filter(line => !line.counter), ...frame.lines.filter(line => line.counter)];
  const cellsOf = (columns: LineColumn[]) => lines.map(line => columns.map(column => column.cell(line, frame)));
  const candidates = layouts(frame, look);
  const last = candidates[candidates.length - 1];
  for (const {columns, breaks} of candidates) {
    const cells = cellsOf(columns);
    if (tableWidth(columns, cells, breaks) <= look.width) return {columns, cells};
  }
  return {columns: last.columns, cells: cellsOf(last.columns)};
}

/** From the richest to the poorest. The devices are wrapped before a CPU is hidden. */
function layouts(frame: Frame, {width, cpus: wanted = 'auto', columns}: LinesLook): Layout[] {
  const perCpu = cpuColumns(frame, wanted);
  const known = knownColumns(frame);
  const devices = devicesColumn(frame);
  const chosen = (columns ?? []).flatMap(name => COLUMN[name](frame, perCpu));
  if (chosen.length > 0) return [{columns: chosen, breaks: true}];
  const all = [IRQ, ...perCpu, RATE, ...known];
  const condensed = [IRQ, TOTAL, busiestColumn(2), RATE, ...known];
  const dense = [IRQ, TOTAL, busiestColumn(1), RATE, ...known];
  const withAllCpus = [
    {columns: [...all, CHIP, devices], breaks: false},
    {columns: [...all, devices], breaks: false},
    {columns: [...all, devices], breaks: true},
  ];
  if (wanted !== 'auto') return withAllCpus;
  // A CPU needs at least six columns, so a thousand of them are dropped without laying them out.
  return [
    ...(perCpu.length * 6 < width ? withAllCpus : []),
    {columns: [...condensed, CHIP, devices], breaks: false},
    {columns: [...condensed, devices], breaks: false},
    {columns: [...dense, devices], breaks: true},
    {columns: [IRQ, TOTAL, RATE, ...known, devices], breaks: true},
  ];
}

/** A value that is unknown for every line has no column: `/proc/interrupts` does not contain holds and acknowledgements. */
function knownColumns({lines}: Frame): LineColumn[] {
  const isKnown = (field: 'blockedShare' | 'waitsFor') => lines.some(line => (line[field] ?? null) !== null);
  return [...(isKnown('blockedShare') ? [BLOCKED] : []), STATE, ...(isKnown('waitsFor') ? [WAITS_FOR] : [])];
}

function cpuColumns({cpus}: Frame, wanted: NonNullable<LinesLook['cpus']>): LineColumn[] {
  const isWanted = (cpu: number) => (typeof wanted === 'string' ? wanted !== 'none' : wanted.includes(cpu));
  return cpus.flatMap(({cpu}, at) => (isWanted(cpu) ? [cpuColumn(cpu, at)] : []));
}

function devicesColumn({domains}: Frame): LineColumn {
  return {
    head: domains.length === 0 ? 'DEVICES' : 'DEVICES (DOMAINS)',
    cell: (line, frame) => ({text: devices(line, frame)}),
  };
}

function cpuColumn(cpu: number, at: number): LineColumn {
  return {
    head: `CPU${cpu}`,
    align: 'right',
    cell: ({perCpu}) => ({text: perCpu === null ? '?' : String(perCpu[at] ?? '')}),
  };
}

function busiestColumn(most: number): LineColumn {
  return {head: 'ON', cell: (line, frame) => ({text: busiest(line, frame, most)})};
}

const IRQ: LineColumn = {head: 'IRQ', align: 'right', cell: ({irq}) => ({text: irq})};
const TOTAL: LineColumn = {head: 'TOTAL', align: 'right', cell: ({total}) => ({text: String(total ?? '?')})};
const RATE: LineColumn = {head: 'RATE/S', align: 'right', cell: line => ({text: rate(line.rate)})};
const BLOCKED: LineColumn = {head: 'BLOCKED', align: 'right', cell: blocked};
const STATE: LineColumn = {head: 'STATE', least: 13, cell: state};
const WAITS_FOR: LineColumn = {
  head: 'WAITS FOR',
  cell: line => ({text: line.counter ? '' : names(line.waitsFor, 3), style: blockedStyle(line)}),
};
const CHIP: LineColumn = {head: 'CHIP', cell: ({chip, counter}) => ({text: counter ? '' : (chip ?? '?')})};

/** Columns by their names in `--columns`. */
const COLUMN: {readonly [name in ColumnName]: (frame: Frame, perCpu: LineColumn[]) => LineColumn[]} = {
  irq: () => [IRQ],
  chip: () => [CHIP],
  state: () => [STATE],
  blocked: () => [BLOCKED],
  rate: () => [RATE],
  total: () => [TOTAL],
  cpus: (_, perCpu) => perCpu,
  busiest: () => [busiestColumn(1)],
  // A frame has no history.
  history: () => [],
  'waits-for': () => [WAITS_FOR],
  devices: frame => [devicesColumn(frame)],
};

const STATE_STYLES: {[state in LineFrameState]?: TextStyle} = {
  unknown: 'dim',
  masked: 'warn',
  limited: 'warn',
  unused: 'warn',
  killed: 'bad',
};

/**
 * `CPU0` if it takes all interrupts, else the CPUs that take most: `CPU0 62% CPU13 20% +4`, or `104 CPUs` if none takes 1%. Empty for a counter
 * whose number of counts is not the number of CPUs.
 */
function busiest({perCpu, total}: LineFrame, {cpus}: Frame, most: number): string {
  if (perCpu === null || total === null) return '?';
  if (perCpu.length !== cpus.length) return '';
  const ranked = perCpu.map((count, at) => ({count, name: `CPU${cpus[at].cpu}`})).filter(({count}) => count > 0);
  ranked.sort((a, b) => b.count - a.count);
  if (ranked.length < 2) return ranked[0]?.name ?? '';
  const shown = ranked.slice(0, most).filter(({count}) => count * 100 >= total);
  if (shown.length === 0) return `${ranked.length} CPUs`;
  const others = ranked.length - shown.length;
  const shares = shown.map(({name, count}) => `${name} ${Math.floor((count / total) * 100)}%`);
  return [...shares, ...(others > 0 ? [`+${others}`] : [])].join(' ');
}

function blocked(line: LineFrame): TextCell {
  return line.counter ? {text: ''} : {text: share(line.blockedShare), style: blockedStyle(line)};
}

function blockedStyle({blockedShare}: LineFrame): TextStyle | undefined {
  if (!blockedShare || blockedShare < 0.1) return undefined;
  return blockedShare < 0.5 ? 'warn' : 'bad';
}

function state({counter, state = 'unknown'}: LineFrame): TextCell {
  return counter ? {text: ''} : {text: LINE_STATE_WORDS[state], style: STATE_STYLES[state]};
}

/** `libata(disk), eth0(net)`: each device with the domain that drives it, if any. For a counter, what it counts; that stands in `chip`. */
function devices(line: LineFrame, frame: Frame): string {
  if (line.counter) return line.chip ?? '';
  const described = (line.devices ?? []).map(name => {
    const domain = frame.devices.find(device => device.name === name)?.domain;
    return domain ? `${name}(${domain})` : name;
  });
  return described.join(', ');
}
