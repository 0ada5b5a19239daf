import {sanitize} from '../../protocol/sanitize.ts';
import type {Popup, UiState} from '../scene/ui-state.ts';
import {characterOf} from './key-names.ts';
import type {Action} from './keymap.ts';

// Where the terminal marks pastes, a paste is never taken for keys. Other terminals send a pasted text like typed keys, in one read. Keys
// come in one read too when a person types while the program is busy, and when a tool types. Two things distinguish them: the number of
// keys, and that people do not type ahead what a text could do by accident.

/** What keys act on. */
export type TypingTarget = {
  ui(): UiState;
  /** The action of a key now; `null`: none. */
  meaning(key: string): Action | null;
  act(action: Action | null): void;
};

/** Keys of one read, by their names from `keyNames`. */
export type Burst = readonly string[];

/** People type at most so many keys ahead in one read: a menu, its entry and a move. A key that is held counts once. */
const MOST_AHEAD = 3;
/** A long text comes in several reads, each at most this long after the one before. */
const SAME_PASTE_MS = 100;
const LONGEST_PASTE = 1000;

const IGNORED = 'pasted text was ignored: there is no text field here';
const ALONE = 'not quit: other keys came together with it; press it again';

const FIELDS: readonly Popup['kind'][] = ['filter', 'marker', 'goto', 'command', 'search'];
/** Fields that a tool may open and fill in one read: a command that can do harm still asks for confirmation. */
const FILLED_AT_ONCE: readonly string[] = ['filter', 'search', 'command', 'goto'];

export type Typing = {
  /** Keys of one read. */
  keys(burst: Burst, typist: TypingTarget): void;
  /** A text that the terminal marks as pasted: for text fields only. */
  paste(text: string, typist: TypingTarget): void;
};

/** `now`: ms. */
export function openTyping(now: () => number = () => 0): Typing {
  let pastedMs = Number.NEGATIVE_INFINITY;
  const isPasted = (burst: Burst, typist: TypingTarget) =>
    burst.some(isText) && !isField(typist) && (isLong(burst, typist) || now() - pastedMs < SAME_PASTE_MS);

  return {
    keys(burst, typist) {
      const {meaning, act} = typist;
      // It quits, whatever was typed before it.
      if (burst.includes('ctrl-c')) act(meaning('ctrl-c'));
      else if (isPasted(burst, typist)) {
        pastedMs = now();
        act({action: 'notice', text: IGNORED});
      } else takeAll(burst, typist);
    },
    paste(text, {ui, act}) {
      if (!isField({ui})) {
        act({action: 'notice', text: IGNORED});
        return;
      }
      const line = sanitize(text.trim(), LONGEST_PASTE);
      // The first character alone: it may have a meaning of its own in the field.
      for (const part of [line.slice(0, 1), line.slice(1)]) if (part !== '') act({action: 'type', text: part});
    },
  };
}

function takeAll(burst: Burst, typist: TypingTarget): void {
  const {ui, meaning, act} = typist;
  const several = runsOf(burst) > 1;
  const long = isMuch(burst);
  const before = ui().popup;
  for (const [at, key] of burst.entries()) {
    const {popup} = ui();
    // Keys do not answer a question that was opened in the same read.
    if (popup?.kind === 'dialog' && popup !== before) return;
    const field = isField(typist);
    const stray = long && at > 0 && !field;
    // A line end inside a text does not end the text.
    const meant = field && key === 'enter' && at < burst.length - 1 ? meaning('space') : meaning(key);
    if (stray) act({action: 'notice', text: IGNORED});
    else act(several && meant?.action === 'quit' ? {action: 'notice', text: ALONE} : meant);
    if (stray) return;
  }
}

function isField({ui}: Pick<TypingTarget, 'ui'>): boolean {
  const {popup} = ui();
  return popup !== null && FIELDS.includes(popup.kind);
}

/** Long enough to be a text, unless its first key opens a field for the rest. */
function isLong(burst: Burst, {meaning}: TypingTarget): boolean {
  if (!isMuch(burst)) return false;
  const first = meaning(burst[0]);
  return !(first?.action === 'open' && FILLED_AT_ONCE.includes(first.popup));
}

function isMuch(burst: Burst): boolean {
  return runsOf(burst) > MOST_AHEAD;
}

/** Characters, where a key that is held counts once. Other keys are never part of a text. */
function runsOf(burst: Burst): number {
  const text = burst.filter(isText);
  return text.filter((key, at) => key !== text[at - 1]).length;
}

function isText(key: string): boolean {
  return characterOf(key) !== null || key === 'enter';
}
