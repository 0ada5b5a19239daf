import {SORTS} from '../../model/frame/shown-lines.ts';
import {readCommand} from '../../model/words/command-line.ts';
import type {Command, DeskCommand} from '../../protocol/command/command.ts';
import {formatTime} from '../../protocol/time.ts';
import type {Menu, Offer} from '../advice/offer-table.ts';
import {offers} from '../advice/offers.ts';
import {victims} from '../advice/victims.ts';
import type {Action} from '../keys/keymap.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import {behindNs} from '../scene/time-shown.ts';
import type {Filter, Popup, SortName} from '../scene/ui-state.ts';
import {namesShown} from './completion.ts';
import {changed, type Reduced, withNotice} from './result.ts';
import {openSearch, search} from './search.ts';
import {goTo} from './time.ts';
import {sort, view} from './view.ts';

type Opened = Extract<Action, {action: 'open'}>['popup'];

export function open(kind: Opened, scene: Scene): Reduced {
  if (kind === 'filter' && scene.ui.focus === 'log') return openSearch(scene);
  if (kind === 'filter') return changed(scene, {popup: {kind, before: scene.ui.filter}});
  if (kind === 'marker' && behindNs(scene) > 0) return withNotice(scene, ONLY_PRESENT);
  if (kind === 'marker' || kind === 'goto' || kind === 'command') return changed(scene, {popup: {kind, text: ''}});
  if (kind === 'details' && !selection(scene).line) return withNotice(scene, 'there is no line to show');
  return changed(scene, {popup: {kind, at: 0}});
}

/** Closes the popup, and restores a filter that was being typed; else stops a seek; else goes back to the lines. */
export function back(scene: Scene): Reduced {
  const {popup} = scene.ui;
  if (popup?.kind === 'filter') return changed(scene, {popup: null, filter: popup.before});
  if (popup?.kind === 'search') return changed(scene, {popup: null, ...popup.before});
  if (popup === null && scene.timeline.seekingNs !== null)
    return changed(scene, {message: 'stopped before the time sought'}, {effect: 'stay'});
  return popup ? changed(scene, {popup: null}) : scene.ui.view === 'lines' ? changed(scene, {}) : view('lines', scene);
}

export function openMenu(menu: Menu, key: string, scene: Scene): Reduced {
  const found = offers(menu, scene).find(each => each.key === key);
  return found ? take(found, scene) : withNotice(scene, `${key} does not fit what is selected`);
}

/** Chooses the entry at an index, else the selected one. */
export function choose(at: number | undefined, scene: Scene): Reduced {
  const open = scene.ui.popup;
  const popup = open && 'at' in open ? {...open, at: at ?? open.at} : open;
  if (popup?.kind === 'sort') return sort(last(Object.keys(SORTS) as SortName[], popup.at), scene);
  if (popup?.kind !== 'actions' && popup?.kind !== 'injects') return changed(scene, {});
  const fitting = offers(popup.kind, scene);
  return fitting.length === 0 ? changed(scene, {popup: null}) : take(last(fitting, popup.at), scene);
}

/** A command with victims asks first. In the past every command does: it starts a branch, and what came after is given up. */
function take({label, command}: Pick<Offer, 'label' | 'command'>, scene: Scene): Reduced {
  const behind = behindNs(scene);
  const closed = {...scene, ui: {...scene.ui, popup: null}};
  if (behind > 0 && !scene.timeline.branches) return withNotice(closed, NO_BRANCH);
  const harmed = victims(scene, command);
  if (harmed.length === 0 && behind === 0) return changed(closed, {}, {effect: 'send', command});
  const sentences =
    behind > 0
      ? [...harmed, `a new run branches off here: the ${formatTime(behind)} that follow are given up`]
      : harmed;
  return changed(scene, {popup: {kind: 'dialog', command, title: `${label}?`, victims: sentences}});
}

const PRESENT = 'Z goes back to the present';
const NO_BRANCH = `no command in the past: this source can not branch; ${PRESENT}`;
const ONLY_PRESENT = `not possible in the past; ${PRESENT}`;

export function confirm(scene: Scene): Reduced {
  const {popup} = scene.ui;
  return popup?.kind === 'dialog' ? sent(popup.command, scene) : changed(scene, {});
}

export function acknowledge(scene: Scene): Reduced {
  if (behindNs(scene) > 0) return withNotice(scene, ONLY_PRESENT);
  const alert = scene.frame.alerts.find(({acknowledged}) => !acknowledged);
  const line = scene.header.briefing && selection(scene).line;
  // In a drill the selected line can be named where there is no alert.
  const named = alert?.id ?? (line ? line.irq : undefined);
  return named !== undefined
    ? sent({command: 'acknowledge_alert', alert: named}, scene)
    : withNotice(scene, 'there is no alert to acknowledge');
}

/** Sends a command of the desk; a popup stays open. */
export function ask(command: DeskCommand, scene: Scene): Reduced {
  return changed(scene, {}, {effect: 'send', command});
}

function sent(command: Command, scene: Scene): Reduced {
  return changed(scene, {popup: null}, {effect: 'send', command});
}

export function type(text: string, scene: Scene): Reduced {
  const {popup, filter} = scene.ui;
  if (isWritten(popup)) return changed(scene, {popup: {...popup, text: popup.text + text}});
  if (popup?.kind === 'search') return search(scene.ui.search + text, scene);
  return popup?.kind === 'filter' ? changed(scene, {filter: lengthened(filter, text)}) : changed(scene, {});
}

/** `!` in front inverts. */
function lengthened(filter: Filter, text: string): Filter {
  if (filter.text === '' && !filter.inverted && text === '!') return {text: '', inverted: true};
  return {...filter, text: filter.text + text};
}

export function erase(scene: Scene): Reduced {
  const {popup, filter} = scene.ui;
  if (isWritten(popup)) return changed(scene, {popup: {...popup, text: shortened(popup.text)}});
  if (popup?.kind === 'search') return search(shortened(scene.ui.search), scene);
  if (popup?.kind !== 'filter') return changed(scene, {});
  return changed(scene, {filter: {text: shortened(filter.text), inverted: filter.inverted && filter.text !== ''}});
}

/** Without its last character, never half a surrogate pair. */
function shortened(text: string): string {
  return [...text].slice(0, -1).join('');
}

export function accept(scene: Scene): Reduced {
  const {popup} = scene.ui;
  if (popup?.kind === 'goto') return goTo(popup.text, scene);
  if (popup?.kind === 'command') return command(popup.text, scene);
  if (popup?.kind !== 'marker' || popup.text.trim() === '') return changed(scene, {popup: null});
  return sent({command: 'add_marker', text: popup.text}, scene);
}

/** What people who know other programs write after a colon to quit; no machine command has these names. */
const QUITS = ['q', 'q!', 'quit', 'exit'];

/** A wrong command stays open for correction, with the reason on the screen. */
function command(text: string, scene: Scene): Reduced {
  if (text.trim() === '') return changed(scene, {popup: null});
  if (QUITS.includes(text.trim())) return changed(scene, {popup: null}, {effect: 'quit'});
  const read = readCommand(text, namesShown(scene));
  return 'fault' in read ? withNotice(scene, read.fault) : take({label: text.trim(), command: read.command}, scene);
}

function isWritten(popup: Popup | null): popup is Extract<Popup, {text: string}> {
  return popup !== null && 'text' in popup;
}

function last<Value>(values: readonly Value[], at: number): Value {
  return values[Math.min(at, values.length - 1)];
}
