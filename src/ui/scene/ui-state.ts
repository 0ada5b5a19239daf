import type {Filter, LineSelection} from '../../model/frame/shown-lines.ts';
import type {LogEntry} from '../../model/view/view.ts';
import type {Command} from '../../protocol/command/command.ts';
import type {Ns} from '../../protocol/words.ts';
import type {COLUMNS, VIEWS} from './option-names.ts';

/** The state of the screen that the user changes. Nothing of it comes from the source or goes into a recording. */
export type UiState = LineSelection & {
  readonly view: ViewName;
  /** The pane that keys move in. */
  readonly focus: Pane;
  readonly selected: Selected;
  /** The text searched for in the log; '': none. */
  readonly search: string;
  readonly cpus: CpuColumns;
  /** Columns of the table of lines; `null`: as many as fit. */
  readonly columns: readonly ColumnName[] | null;
  readonly unit: (typeof UNITS)[number];
  readonly scroll: Scroll;
  readonly popup: Popup | null;
  /** One sentence, shown until the next key. */
  readonly message: string | null;
  /** The options that `=` restores. */
  readonly first: Shown;
};

export type ViewName = keyof typeof VIEWS;
export type Pane = 'lines' | 'domains' | 'devices' | 'log';
export type {Filter, SortName} from '../../model/frame/shown-lines.ts';

/** By name, not by row: the selection stays when rows are sorted, filtered or gone. `null`: not chosen yet. */
export type Selected = {readonly line: string | null; readonly domain: string | null; readonly device: string | null};

export type Scroll = {
  readonly lines: number;
  readonly domains: number;
  readonly devices: number;
  /** The first CPU column, where not all fit. */
  readonly cpu: number;
  /** The last entry shown, which stays in place while others come; `null`: the latest. */
  readonly log: LogEntry | null;
};

/** `auto`: a column for each CPU, the busiest where they do not fit. */
export const CPU_MODES = ['auto', 'all', 'none'] as const;
/** A mode, or the numbers of the CPUs to show. */
export type CpuColumns = (typeof CPU_MODES)[number] | readonly number[];
export type ColumnName = keyof typeof COLUMNS;
export const UNITS = ['total', 'delta', 'rate'] as const;

/** The popup over the screen. `at`: the index of the chosen entry, or the first row of a text. */
export type Popup =
  | {readonly kind: 'help' | 'details' | 'drill' | 'actions' | 'injects' | 'sort'; readonly at: number}
  | {readonly kind: 'dialog'; readonly command: Command; readonly title: string; readonly victims: readonly string[]}
  | {readonly kind: 'filter'; readonly before: Filter}
  | {readonly kind: 'marker' | 'goto' | 'command'; readonly text: string}
  | {readonly kind: 'search'; readonly before: Pick<UiState, 'search' | 'scroll'>}
  | {readonly kind: 'tenth'};

/** What an action asks of the source, the recorder, the drill or the program. */
export type Effect =
  | {readonly effect: 'send'; readonly command: Command}
  | {
      readonly effect:
        | 'loop'
        | 'record'
        | 'save'
        | 'picture'
        | 'pause'
        | 'resume'
        | 'again'
        | 'stay'
        | 'quit'
        | 'suspend'
        | 'redraw';
    }
  /** By a sample: 1 forward, -1 back. */
  | {readonly effect: 'step'; readonly by: 1 | -1}
  /** To the next hardware-level step of a line, or the previous one. */
  | {readonly effect: 'event'; readonly line: string; readonly by: 1 | -1}
  /** To the next marker or alert, or the previous one. */
  | {readonly effect: 'find'; readonly by: 1 | -1}
  | {readonly effect: 'speed'; readonly speed: number | 'max'}
  /** `Infinity`: the end, or the present. */
  | {readonly effect: 'seek'; readonly toNs: Ns};

/** The state at start; options of the command line override it. */
export function initialUi(options: Partial<UiState> = {}): UiState {
  const first = {...SHOWN_AT_FIRST, ...picked(options, Object.keys(SHOWN_AT_FIRST) as (keyof Shown)[])};
  return {
    view: 'lines',
    focus: 'lines',
    selected: {line: null, domain: null, device: null},
    popup: null,
    message: null,
    ...first,
    first,
    ...options,
  };
}

function picked<Key extends keyof UiState>(
  options: Partial<UiState>,
  keys: readonly Key[],
): Partial<Pick<UiState, Key>> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => keys.includes(key as Key))) as Partial<
    Pick<UiState, Key>
  >;
}

/** How rows and columns are shown: the options that `=` restores. */
type Shown = Pick<UiState, 'sort' | 'filter' | 'search' | 'cpus' | 'columns' | 'unit' | 'threshold' | 'scroll'>;

const SHOWN_AT_FIRST: Shown = {
  sort: {column: 'irq', reverse: false},
  filter: {text: '', inverted: false},
  search: '',
  cpus: 'auto',
  columns: null,
  unit: 'total',
  threshold: null,
  scroll: {lines: 0, domains: 0, devices: 0, cpu: 0, log: null},
};
