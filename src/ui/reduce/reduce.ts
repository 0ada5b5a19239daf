import type {Action} from '../keys/keymap.ts';
import type {Scene} from '../scene/scene.ts';
import {UNITS} from '../scene/ui-state.ts';
import {complete} from './completion.ts';
import {drillAgain} from './drill.ts';
import {columns, edge, match, move, page, pane, point} from './move.ts';
import {accept, acknowledge, ask, back, choose, confirm, erase, open, openMenu, type} from './popups.ts';
import {record} from './record.ts';
import {changed, type Reduced, withNotice} from './result.ts';
import {
  changeSpeed,
  end,
  jump,
  loop,
  openTenths,
  pause,
  realTime,
  seek,
  step,
  stepEvent,
  suspend,
  tenth,
} from './time.ts';
import {cpuModes, cycle, sort, sortColumn, view} from './view.ts';

export type {Reduced} from './result.ts';

/** The state of the screen after an action, with the action's effects. A pure function. */
export function reduce(action: Action, scene: Scene): Reduced {
  const fresh = {...scene, ui: {...scene.ui, message: null}};
  // Every row takes its own action, which the compiler can not see through the union.
  return (REDUCERS[action.action] as (action: Action, scene: Scene) => Reduced)(action, fresh);
}

const REDUCERS: {
  readonly [name in Action['action']]: (action: Extract<Action, {action: name}>, scene: Scene) => Reduced;
} = {
  move: ({by}, scene) => move(by, scene),
  page: ({by}, scene) => page(by, scene),
  edge: ({to}, scene) => edge(to, scene),
  columns: ({by}, scene) => columns(by, scene),
  pane: ({by}, scene) => pane(by, scene),
  match: ({by}, scene) => match(by, scene),
  view: (action, scene) => view(action.view, scene),
  sort: ({column}, scene) => sort(column, scene),
  'sort-column': ({by}, scene) => sortColumn(by, scene),
  reverse: (_, scene) => changed(scene, {sort: {...scene.ui.sort, reverse: !scene.ui.sort.reverse}}),
  cpus: (_, scene) => changed(scene, {cpus: cycle(cpuModes(scene), scene.ui.cpus)}),
  unit: (_, scene) => changed(scene, {unit: cycle(UNITS, scene.ui.unit)}),
  idle: (_, scene) => changed(scene, {threshold: scene.ui.threshold === null ? (scene.ui.first.threshold ?? 0) : null}),
  reset: (_, scene) => changed(scene, scene.ui.first),
  unfilter: (_, scene) => changed(scene, {filter: {text: '', inverted: false}}),
  open: ({popup}, scene) => open(popup, scene),
  back: (_, scene) => back(scene),
  ask: ({command}, scene) => ask(command, scene),
  offer: ({menu, key}, scene) => openMenu(menu, key, scene),
  choose: ({at}, scene) => choose(at, scene),
  point: ({pane, row}, scene) => point(pane, row, scene),
  confirm: (_, scene) => confirm(scene),
  type: ({text}, scene) => type(text, scene),
  erase: (_, scene) => erase(scene),
  complete: (_, scene) => complete(scene),
  accept: (_, scene) => accept(scene),
  acknowledge: (_, scene) => acknowledge(scene),
  pause: (_, scene) => pause(scene),
  step: ({by}, scene) => step(by, scene),
  event: ({by}, scene) => stepEvent(by, scene),
  speed: ({by}, scene) => changeSpeed(by, scene),
  'real-time': (_, scene) => realTime(scene),
  seek: ({bySeconds}, scene) => seek(bySeconds, scene),
  jump: ({by}, scene) => jump(by, scene),
  tenths: (_, scene) => openTenths(scene),
  tenth: ({digit}, scene) => tenth(digit, scene),
  end: (_, scene) => end(scene),
  loop: (_, scene) => loop(scene),
  record: (_, scene) => record(scene),
  save: (_, scene) => changed(scene, {}, {effect: 'save'}),
  picture: (_, scene) => changed(scene, {}, {effect: 'picture'}),
  again: (_, scene) => drillAgain(scene),
  notice: ({text}, scene) => withNotice(scene, text),
  quit: (_, scene) => changed(scene, {}, {effect: 'quit'}),
  suspend: (_, scene) => suspend(scene),
  redraw: (_, scene) => changed(scene, {}, {effect: 'redraw'}),
};
