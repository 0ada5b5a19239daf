import {SORT_NAMES} from '../../model/frame/shown-lines.ts';
import type {Scene} from '../scene/scene.ts';
import {CPU_MODES, type CpuColumns, type Pane, type SortName, type ViewName} from '../scene/ui-state.ts';
import {changed, type Reduced} from './result.ts';

/** The pane that keys move in when a view opens. */
export const FIRST_FOCUS: {readonly [view in ViewName]: Pane} = {
  lines: 'lines',
  cpus: 'lines',
  sharing: 'lines',
  domains: 'domains',
  waveform: 'lines',
  log: 'log',
  charts: 'lines',
};

export function view(name: ViewName, scene: Scene): Reduced {
  return changed(scene, {view: name, focus: FIRST_FOCUS[name]});
}

/** Sorting by the same column again reverses the order. */
export function sort(column: SortName, scene: Scene): Reduced {
  const {sort: before} = scene.ui;
  const reverse = before.column === column ? !before.reverse : false;
  return changed(scene, {sort: {column, reverse}, popup: null});
}

export function sortColumn(by: number, scene: Scene): Reduced {
  const index = SORT_NAMES.indexOf(scene.ui.sort.column) + by;
  return changed(scene, {sort: {column: SORT_NAMES[(index + SORT_NAMES.length) % SORT_NAMES.length], reverse: false}});
}

/** CPUs that an option lists are a further mode. */
export function cpuModes({ui: {first}}: Scene): readonly CpuColumns[] {
  return typeof first.cpus === 'string' ? CPU_MODES : [first.cpus, ...CPU_MODES];
}

/** The value after this one; after the last, the first. */
export function cycle<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length];
}
