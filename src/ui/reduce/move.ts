import {shownLines} from '../../model/frame/shown-lines.ts';
import {indexAmong, targets} from '../advice/targets.ts';
import type {Scene} from '../scene/scene.ts';
import {selectDevice, selectDomain, selection, selectLine} from '../scene/selection.ts';
import type {Pane, Popup, Scroll, Selected, UiState} from '../scene/ui-state.ts';
import {shownCpus} from '../views/lines/cpu-columns.ts';
import {lastOfFirst, lastShown} from '../views/log.ts';
import {topRow} from '../views/parts/table.ts';
import {lastIndex} from '../views/popups/popup.ts';
import {layoutOf, shownDevices} from '../views/screen-layout.ts';
import {changed, type Reduced, withNotice} from './result.ts';
import {nextFound} from './search.ts';

export function move(by: number, scene: Scene): Reduced {
  const {popup, focus} = scene.ui;
  if (popup) return 'at' in popup ? moveIn(popup, by, scene) : changed(scene, {});
  return focus === 'log' ? scrollLog(by, scene) : selectAt(index => index + by, scene);
}

function moveIn(popup: Extract<Popup, {at: number}>, by: number, scene: Scene): Reduced {
  const at = Math.min(Math.max(popup.at + by, 0), lastIndex(popup, scene));
  return changed(scene, {popup: {...popup, at}});
}

export function page(by: number, scene: Scene): Reduced {
  const rows = scene.ui.popup ? scene.height - 6 : roomOf(scene.ui.focus, scene);
  return move(Math.sign(by) * Math.max(Math.floor(Math.abs(by) * rows), 1), scene);
}

export function edge(to: 'first' | 'last', scene: Scene): Reduced {
  const {popup, focus} = scene.ui;
  if (popup || focus === 'log') return move(to === 'first' ? -1e6 : 1e6, scene);
  return selectAt((_, count) => (to === 'first' ? 0 : count - 1), scene);
}

export function columns(by: number, scene: Scene): Reduced {
  const {ui} = scene;
  if (ui.cpus === 'auto' || ui.cpus === 'none')
    return withNotice(scene, 'all columns are shown; c shows a column for each CPU, ? shows help');
  const cpu = Math.min(Math.max(ui.scroll.cpu + by, 0), Math.max(shownCpus(scene).length - 1, 0));
  return changed(scene, {scroll: {...ui.scroll, cpu}});
}

const PANES: readonly Pane[] = ['lines', 'domains', 'devices', 'log'];

/** The next of the panes that are on the screen. */
export function pane(by: number, scene: Scene): Reduced {
  const parts = layoutOf(scene);
  const shown = PANES.filter(name => parts[name]);
  const index = shown.indexOf(scene.ui.focus) + by;
  return changed(scene, {focus: shown[(index + shown.length) % shown.length] ?? scene.ui.focus});
}

/** Goes to a pane, and selects one of its rows, where that row exists. */
export function point(pane: Pane, row: number | null, scene: Scene): Reduced {
  const there = {...scene, ui: {...scene.ui, focus: pane}};
  if (row === null || pane === 'log') return changed(there, {});
  return row < ROWS[pane](there).names.length ? selectAt(() => row, there) : changed(there, {});
}

/** The next row that matches; without a filter, the cause of the next trouble. */
export function match(by: number, scene: Scene): Reduced {
  const {ui} = scene;
  if (ui.focus === 'log') return nextFound(by, scene);
  if (ui.filter.text !== '')
    return selectAt((index, count) => (index + by + count) % count, {...scene, ui: {...ui, focus: 'lines'}});
  const found = targets(scene);
  if (found.length === 0) return withNotice(scene, 'no trouble; / filters lines');
  const index = indexAmong(found, scene);
  const from = index < 0 && by < 0 ? 0 : index;
  return selectAndScroll(scene, found[(from + by + found.length) % found.length]);
}

type Rows = {names: readonly string[]; selected: number; select(name: string): Selected};

/** The rows that keys move in, by pane. */
const ROWS: {readonly [pane in Exclude<Pane, 'log'>]: (scene: Scene) => Rows} = {
  lines: scene => {
    const names = shownLines(scene, scene.ui).map(({irq}) => irq);
    const now = selection(scene);
    return {names, selected: names.indexOf(now.line?.irq ?? ''), select: name => selectLine(scene.frame, name, now)};
  },
  domains: scene => {
    const names = scene.frame.domains.map(({name}) => name);
    const now = selection(scene);
    return {
      names,
      selected: names.indexOf(now.domain?.name ?? ''),
      select: name => selectDomain(scene.frame, name, now),
    };
  },
  devices: scene => {
    const names = shownDevices(scene).map(({name}) => name);
    const selected = names.indexOf(selection(scene).device?.name ?? '');
    return {names, selected, select: name => selectDevice(scene.frame, name)};
  },
};

/** `next` gives an index from the present one and the number of rows. */
function selectAt(next: (index: number, count: number) => number, scene: Scene): Reduced {
  const {focus} = scene.ui;
  if (focus === 'log') return changed(scene, {});
  const {names, selected, select} = ROWS[focus](scene);
  if (names.length === 0) return changed(scene, {});
  const index = selected < 0 ? 0 : Math.min(Math.max(next(selected, names.length), 0), names.length - 1);
  return selectAndScroll(scene, select(names[index]));
}

/** Selects, and scrolls each table so that the selected row is visible. */
function selectAndScroll(scene: Scene, selected: Selected): Reduced {
  const ui: UiState = {...scene.ui, selected};
  const after = {...scene, ui};
  const tops = Object.fromEntries(
    Object.entries(ROWS).map(([name, rowsOf]) => {
      const {names, selected: index} = rowsOf(after);
      const pane = name as keyof typeof ROWS;
      return [pane, topRow(ui.scroll[pane], index, roomOf(pane, after), names.length)];
    }),
  ) as Pick<Scroll, keyof typeof ROWS>;
  return changed(after, {scroll: {...ui.scroll, ...tops}});
}

/** Rows below the head of a pane. */
function roomOf(pane: Pane, scene: Scene): number {
  return Math.max((layoutOf(scene)[pane]?.height ?? 2) - 1, 1);
}

function scrollLog(by: number, scene: Scene): Reduced {
  const {log, ui} = scene;
  const first = lastOfFirst(scene, layoutOf(scene).log ?? {width: 80, height: 2});
  const last = Math.max(lastShown(scene) + by, first);
  return changed(scene, {scroll: {...ui.scroll, log: last >= log.length - 1 ? null : log[last]}});
}
