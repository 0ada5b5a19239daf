import {SORTS} from '../../model/frame/shown-lines.ts';
import {offers} from '../advice/offers.ts';
import {isDrillRunning, refusal} from '../advice/refusal.ts';
import type {Scene} from '../scene/scene.ts';
import type {Popup, SortName} from '../scene/ui-state.ts';
import {characterOf} from './key-names.ts';
import {type Action, KEYS} from './keymap.ts';

/** The action of a key, by its name from `keyNames`; `null`: none. */
export function actionFor(key: string, scene: Scene): Action | null {
  if (key === 'ctrl-c') return {action: 'quit'};
  const {popup} = scene.ui;
  return popup ? IN_POPUP[popup.kind](key, scene) : inScreen(key, scene);
}

function inScreen(key: string, scene: Scene): Action | null {
  const row = (scene.keys ?? KEYS).find(({keys}) => keys.includes(key));
  if (!row) return null;
  const why = refusal(row, scene);
  return why === null ? row.action : {action: 'notice', text: why};
}

/** A popup takes all keys; unknown ones do nothing. */
const IN_POPUP: {readonly [kind in Popup['kind']]: (key: string, scene: Scene) => Action | null} = {
  help: inText,
  details: inText,
  drill: inDrill,
  actions: (key, scene) => inMenu(key, offered('actions', key, scene)),
  injects: (key, scene) => inMenu(key, offered('injects', key, scene)),
  sort: key => inMenu(key, sorting(key)),
  dialog: key => (key === 'y' ? {action: 'confirm'} : key === 'escape' ? {action: 'back'} : null),
  filter: inPrompt,
  marker: inPrompt,
  goto: inPrompt,
  command: key => (key === 'tab' ? {action: 'complete'} : inPrompt(key)),
  search: inPrompt,
  tenth: key => (/^\d$/.test(key) ? {action: 'tenth', digit: Number(key)} : key === 'escape' ? {action: 'back'} : null),
};

/** Actions that work in a popup too. */
const THROUGH: readonly Action['action'][] = ['move', 'page', 'edge', 'picture'];

/** The keys that move scroll it; the keys that opened it also close it. */
function inText(key: string, scene: Scene): Action | null {
  if (['escape', 'q', '?', 'f1', 'enter'].includes(key)) return {action: 'back'};
  const action = inScreen(key, scene);
  return action && THROUGH.includes(action.action) ? action : null;
}

/** A digit answers the question. After the drill, Enter replays the moment of the debrief. */
function inDrill(key: string, scene: Scene): Action | null {
  if (key === '8') return {action: 'back'};
  if (scene.drill?.debrief) return key === 'enter' ? {action: 'again'} : inText(key, scene);
  if (key === 'space' && isDrillRunning(scene)) return {action: 'pause'};
  if (scene.header.briefing && key === 'h') return {action: 'ask', command: {command: 'take_hint'}};
  if (scene.header.briefing && /^[1-9]$/.test(key))
    return {action: 'ask', command: {command: 'answer_diagnosis', answer: key}};
  return inText(key, scene);
}

function inMenu(key: string, chosen: Action | null): Action | null {
  if (key === 'escape') return {action: 'back'};
  if (key === 'enter') return {action: 'choose'};
  if (chosen) return chosen;
  if (key === 'down' || key === 'j') return {action: 'move', by: 1};
  if (key === 'up' || key === 'k') return {action: 'move', by: -1};
  return characterOf(key) ? {action: 'notice', text: `${key} does not fit what is selected`} : null;
}

function offered(menu: 'actions' | 'injects', key: string, scene: Scene): Action | null {
  return offers(menu, scene).some(offer => offer.key === key) ? {action: 'offer', menu, key} : null;
}

function sorting(key: string): Action | null {
  const found = Object.entries(SORTS).find(([, sort]) => sort.key === key);
  return found ? {action: 'sort', column: found[0] as SortName} : null;
}

function inPrompt(key: string): Action | null {
  if (key === 'escape') return {action: 'back'};
  if (key === 'enter') return {action: 'accept'};
  if (key === 'backspace') return {action: 'erase'};
  const text = characterOf(key);
  return text === null ? null : {action: 'type', text};
}
