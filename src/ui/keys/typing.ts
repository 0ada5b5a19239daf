import {sanitize} from '../../protocol/sanitize.ts';
import type {Popup, UiState} from '../scene/ui-state.ts';
import {characterOf} from './key-names.ts';
import type {Action} from './keymap.ts';

// Where the terminal marks pastes, a paste is never taken for keys. Other terminals send a pasted text like typed keys, in one read. So do
// a person who types while the program is busy, and a tool that types. Only two things tell them apart: how much it is, and that people do
// not type ahead what a text could do by accident.

/** What the typing is done on. */
export type TypingTarget = {
  ui(): UiState;
  /** What a key means now. */
  meaning(key: string): Action | null;
  act(action: Action | null): void;
};

/** Keys that came in one read, as `keyNames` calls them. */
export type Burst = readonly string[];

/** People do not type more keys ahead in one read: a menu, its entry and a move are fewer. A key that is held counts once. */
const MOST_AHEAD = 3;
/** A long text comes in several reads, one close behind the other. */
const SAME_PASTE_MS = 100;
const LONGEST_PASTE = 1000;

const IGNORED = 'pasted text is ignored here';
const ALONE = 'a key that quits counts only when it comes alone';

const FIELDS: readonly Popup['kind'][] = ['filter', 'marker', 'goto', 'command', 'search'];
/** Opened and filled in one read, by a tool: what is found, gone to or asked for then asks again where it can hurt. */
const FILLED_AT_ONCE: readonly string[] = ['filter', 'search', 'command', 'goto'];

export type Typing = {
  /** Keys of one read. */
  keys(burst: Burst, typist: TypingTarget): void;
  /** A text that the terminal says was pasted: for text fields only. */
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
      // It counts whatever was typed before it.
      if (burst.includes('ctrl-c')) act(meaning('ctrl-c'));
      else if (isPasted(burst, typist)) {
        pastedMs = now();
        act({action: 'say', text: IGNORED});
      } else takeAll(burst, typist);
    },
    paste(text, {ui, act}) {
      if (!isField({ui})) {
        act({action: 'say', text: IGNORED});
        return;
      }
      const line = sanitize(text.trim(), LONGEST_PASTE);
      // The first by itself: it may be one that means something there.
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
    // A question is read before it is answered.
    if (popup?.kind === 'dialog' && popup !== before) return;
    const field = isField(typist);
    const stray = long && at > 0 && !field;
    // The end of a line in the midst of a text is not the end of the text.
    const meant = field && key === 'enter' && at < burst.length - 1 ? meaning('space') : meaning(key);
    if (stray) act({action: 'say', text: IGNORED});
    else act(several && meant?.action === 'quit' ? {action: 'say', text: ALONE} : meant);
    if (stray) return;
  }
}

function isField({ui}: Pick<TypingTarget, 'ui'>): boolean {
  const {popup} = ui();
  return popup !== null && FIELDS.includes(popup.kind);
}

/** A text, unless its first key opens a field for the rest. */
function isLong(burst: Burst, {meaning}: TypingTarget): boolean {
  if (!isMuch(burst)) return false;
  const first = meaning(burst[0]);
  return !(first?.action === 'open' && FILLED_AT_ONCE.includes(first.popup));
}

function isMuch(burst: Burst): boolean {
  return runsOf(burst) > MOST_AHEAD;
}

/** A key that is held counts once; one that is no character is never part of a text. */
function runsOf(burst: Burst): number {
  const text = burst.filter(isText);
  return text.filter((key, at) => key !== text[at - 1]).length;
}

function isText(key: string): boolean {
  return characterOf(key) !== null || key === 'enter';
}
