import type {DeskCommand} from '../../protocol/command/command.ts';
import type {Pane, SortName, UiState, ViewName} from '../scene/ui-state.ts';

/** What a key asks for; whether it is possible now is decided later. */
export type Action =
  | {action: 'move' | 'columns' | 'pane' | 'sort-column' | 'match' | 'speed'; by: number}
  | {action: 'step' | 'event' | 'jump'; by: 1 | -1}
  /** By pages: 1 is as many rows as the pane has. */
  | {action: 'page'; by: number}
  | {action: 'edge'; to: 'first' | 'last'}
  | {action: 'view'; view: ViewName}
  | {action: 'open'; popup: Exclude<NonNullable<UiState['popup']>['kind'], 'dialog' | 'search' | 'tenth'>}
  | {action: 'ask'; command: DeskCommand}
  | {action: 'offer'; menu: 'actions' | 'injects'; key: string}
  | {action: 'sort'; column: SortName}
  | {action: 'seek'; bySeconds: number}
  | {action: 'tenth'; digit: number}
  | {action: 'notice'; text: string}
  | {action: 'type'; text: string}
  /** Selects a row of a pane, or only the pane. */
  | {action: 'point'; pane: Pane; row: number | null}
  /** Chooses the entry at this index, else the selected one. */
  | {action: 'choose'; at?: number}
  | {
      action:
        | 'back'
        | 'reverse'
        | 'cpus'
        | 'unit'
        | 'idle'
        | 'reset'
        | 'unfilter'
        | 'pause'
        | 'real-time'
        | 'tenths'
        | 'end'
        | 'loop'
        | 'record'
        | 'save'
        | 'picture'
        | 'again'
        | 'acknowledge'
        | 'confirm'
        | 'erase'
        | 'complete'
        | 'accept'
        | 'quit'
        | 'suspend'
        | 'redraw';
    };

export const GROUPS = ['move', 'views', 'show', 'find', 'time', 'act', 'program'] as const;

/** What a key requires: `send` is a source that takes commands. */
export type Need = 'send';

export type KeyRow = {
  /** All have the same action. Of two characters the first opens a menu and the second chooses from it. */
  keys: readonly string[];
  group: (typeof GROUPS)[number];
  action: Action;
  /** In the help. */
  title: string;
  /** In the footer; without it the key is not in the footer. */
  short?: string;
  needs?: Need;
};

/** The keys of the screen. Key presses, footer, help and tests all use this table. */
export const KEYS: readonly KeyRow[] = [
  {keys: ['j', 'down'], group: 'move', action: {action: 'move', by: 1}, title: 'next row'},
  {keys: ['k', 'up'], group: 'move', action: {action: 'move', by: -1}, title: 'previous row'},
  {keys: ['h', 'left'], group: 'move', action: {action: 'columns', by: -1}, title: 'CPU columns to the left'},
  {keys: ['l', 'right'], group: 'move', action: {action: 'columns', by: 1}, title: 'CPU columns to the right'},
  {keys: ['pagedown', 'ctrl-f'], group: 'move', action: {action: 'page', by: 1}, title: 'page down'},
  {keys: ['pageup', 'ctrl-b'], group: 'move', action: {action: 'page', by: -1}, title: 'page up'},
  {keys: ['ctrl-d'], group: 'move', action: {action: 'page', by: 0.5}, title: 'half page down'},
  {keys: ['ctrl-u'], group: 'move', action: {action: 'page', by: -0.5}, title: 'half page up'},
  {keys: ['g', 'home'], group: 'move', action: {action: 'edge', to: 'first'}, title: 'first row'},
  {keys: ['G', 'end'], group: 'move', action: {action: 'edge', to: 'last'}, title: 'last row'},
  {keys: ['tab'], group: 'move', action: {action: 'pane', by: 1}, title: 'next pane', short: 'pane'},
  {keys: ['shift-tab'], group: 'move', action: {action: 'pane', by: -1}, title: 'previous pane'},

  {keys: ['1'], group: 'views', action: {action: 'view', view: 'lines'}, title: 'lines', short: 'lines'},
  {keys: ['2'], group: 'views', action: {action: 'view', view: 'cpus'}, title: 'CPUs', short: 'CPUs'},
  {
    keys: ['3'],
    group: 'views',
    action: {action: 'view', view: 'sharing'},
    title: 'domains that share a line',
    short: 'sharing',
  },
  {
    keys: ['4'],
    group: 'views',
    action: {action: 'view', view: 'domains'},
    title: 'domains and devices',
    short: 'domains',
  },
  {
    keys: ['5'],
    group: 'views',
    action: {action: 'view', view: 'waveform'},
    title: 'waveform of an interrupt',
    short: 'waveform',
  },
  {keys: ['6'], group: 'views', action: {action: 'view', view: 'log'}, title: 'log', short: 'log'},
  {keys: ['7'], group: 'views', action: {action: 'view', view: 'charts'}, title: 'charts', short: 'charts'},
  {
    keys: ['8'],
    group: 'views',
    action: {action: 'open', popup: 'drill'},
    title: 'drill: brief, hints, debrief',
  },
  {
    keys: ['enter'],
    group: 'views',
    action: {action: 'open', popup: 'details'},
    title: 'details of the line',
  },
  {keys: ['escape'], group: 'views', action: {action: 'back'}, title: 'back, close'},

  {keys: ['s'], group: 'show', action: {action: 'open', popup: 'sort'}, title: 'sort menu', short: 'sort'},
  {keys: ['<'], group: 'show', action: {action: 'sort-column', by: -1}, title: 'sort by the previous column'},
  {keys: ['>'], group: 'show', action: {action: 'sort-column', by: 1}, title: 'sort by the next column'},
  {keys: ['R'], group: 'show', action: {action: 'reverse'}, title: 'reverse the order'},
  {keys: ['c'], group: 'show', action: {action: 'cpus'}, title: 'CPU columns: auto, all, none'},
  {keys: ['u'], group: 'show', action: {action: 'unit'}, title: 'per CPU: total, delta, rate'},
  {keys: ['H'], group: 'show', action: {action: 'idle'}, title: 'hide or show idle lines'},
  {keys: ['='], group: 'show', action: {action: 'reset'}, title: 'reset order, filter, columns'},

  {
    keys: ['/'],
    group: 'find',
    action: {action: 'open', popup: 'filter'},
    title: 'filter (! inverts); search the log',
    short: 'filter',
  },
  {keys: ['n'], group: 'find', action: {action: 'match', by: 1}, title: 'next match, or next trouble'},
  {keys: ['N'], group: 'find', action: {action: 'match', by: -1}, title: 'previous match'},
  {keys: ['\\'], group: 'find', action: {action: 'unfilter'}, title: 'clear the filter'},

  {keys: ['space', 'z'], group: 'time', action: {action: 'pause'}, title: 'pause, resume', short: 'pause'},
  {
    keys: [','],
    group: 'time',
    action: {action: 'step', by: -1},
    title: 'sample back; below ×1 event',
    short: 'back',
  },
  {keys: ['.'], group: 'time', action: {action: 'step', by: 1}, title: 'next sample; below ×1 event'},
  {keys: ['T'], group: 'time', action: {action: 'event', by: -1}, title: 'previous event of the line'},
  {keys: ['t'], group: 'time', action: {action: 'event', by: 1}, title: 'next event of the line'},
  {keys: ['{'], group: 'time', action: {action: 'speed', by: -1}, title: 'half speed'},
  {keys: ['}'], group: 'time', action: {action: 'speed', by: 1}, title: 'double speed', short: 'speed'},
  {keys: ['backspace'], group: 'time', action: {action: 'real-time'}, title: 'real time'},
  {keys: ['shift-left'], group: 'time', action: {action: 'seek', bySeconds: -5}, title: '5 s back'},
  {keys: ['shift-right'], group: 'time', action: {action: 'seek', bySeconds: 5}, title: '5 s forward'},
  {keys: ['['], group: 'time', action: {action: 'jump', by: -1}, title: 'previous marker or alert'},
  {keys: [']'], group: 'time', action: {action: 'jump', by: 1}, title: 'next marker or alert'},
  {keys: ['b'], group: 'time', action: {action: 'open', popup: 'goto'}, title: 'go to a time; -5: 5 s back'},
  {keys: ['%'], group: 'time', action: {action: 'tenths'}, title: 'then 0 to 9: go to that tenth'},
  {keys: ['Z'], group: 'time', action: {action: 'end'}, title: 'go to the present or the end'},
  {keys: ['L'], group: 'time', action: {action: 'loop'}, title: 'loop a recording'},
  {keys: ['m'], group: 'time', action: {action: 'open', popup: 'marker'}, title: 'set a marker', needs: 'send'},

  {
    keys: ['x'],
    group: 'act',
    action: {action: 'open', popup: 'actions'},
    title: 'action menu',
    short: 'act',
    needs: 'send',
  },
  {
    keys: ['!'],
    group: 'act',
    action: {action: 'open', popup: 'injects'},
    title: 'inject menu',
    short: 'inject',
    needs: 'send',
  },
  {
    keys: ['!h'],
    group: 'act',
    action: {action: 'offer', menu: 'injects', key: 'h'},
    title: 'hang the domain',
    needs: 'send',
  },
  {
    keys: ['xr'],
    group: 'act',
    action: {action: 'offer', menu: 'actions', key: 'r'},
    title: 'reset the device',
    needs: 'send',
  },
  {
    keys: ['xR'],
    group: 'act',
    action: {action: 'offer', menu: 'actions', key: 'R'},
    title: 'restart the domain',
    needs: 'send',
  },
  {
    keys: ['xu'],
    group: 'act',
    action: {action: 'offer', menu: 'actions', key: 'u'},
    title: 'unmask the line',
    needs: 'send',
  },
  {keys: ['a'], group: 'act', action: {action: 'acknowledge'}, title: 'acknowledge an alert', needs: 'send'},

  {
    keys: [':'],
    group: 'act',
    action: {action: 'open', popup: 'command'},
    title: 'write a command; Tab completes',
    needs: 'send',
  },

  {keys: ['?', 'f1'], group: 'program', action: {action: 'open', popup: 'help'}, title: 'help', short: 'help'},
  {keys: ['q', 'ctrl-c'], group: 'program', action: {action: 'quit'}, title: 'quit', short: 'quit'},
  {keys: ['o'], group: 'program', action: {action: 'record'}, title: 'start or stop a recording'},
  {
    keys: ['W'],
    group: 'program',
    action: {action: 'save'},
    title: 'save view, order and columns',
  },
  {keys: ['P'], group: 'program', action: {action: 'picture'}, title: 'save the screen as a picture'},
  {keys: ['ctrl-z'], group: 'program', action: {action: 'suspend'}, title: 'suspend; fg resumes'},
  {keys: ['ctrl-l'], group: 'program', action: {action: 'redraw'}, title: 'redraw the screen'},
];

/** The table of keys with aliases: by key pressed, the key whose action it gets. */
export function keysWith(aliases: {readonly [pressed: string]: string}): readonly KeyRow[] {
  return KEYS.map(row => {
    const kept = row.keys.filter(key => !(key in aliases));
    const added = Object.keys(aliases).filter(
      pressed => row.keys.includes(aliases[pressed]) && !kept.includes(pressed),
    );
    return {...row, keys: [...kept, ...added]};
  }).filter(({keys}) => keys.length > 0);
}

/** A key as it is shown on the screen. */
export function keyLabel(key: string): string {
  return LABELS[key] ?? key;
}

const LABELS: {readonly [key: string]: string} = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  'shift-left': 'shift-←',
  'shift-right': 'shift-→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  tab: 'Tab',
  'shift-tab': 'shift-Tab',
  enter: 'Enter',
  escape: 'Esc',
  backspace: 'Backspace',
  f1: 'F1',
};
