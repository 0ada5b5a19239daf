/** The part of Ink's description of a key that is used. */
export type PressedKey = {readonly [flag in (typeof FLAGS)[number][0]]?: boolean} & {
  readonly ctrl?: boolean;
  readonly shift?: boolean;
  readonly eventType?: 'press' | 'repeat' | 'release';
};

/**
 * The names of the keys in one call of Ink's `useInput`: a character is its own name, others are named `up`, `ctrl-u`, `shift-tab`. A
 * pasted text gives all of its characters, a release none. Ink does not distinguish F1 to F12; `screen/terminal/raw-events.ts`
 * recognises F1.
 */
export function keyNames(input: string, key: PressedKey): string[] {
  if (key.eventType === 'release') return [];
  const special = FLAGS.find(([flag]) => key[flag])?.[1];
  if (special !== undefined) return [key.shift && SHIFTED.includes(special) ? `shift-${special}` : special];
  if (key.ctrl) return input === '' ? [] : [`ctrl-${input.toLowerCase()}`];
  return [...input].map(character => (character === ' ' ? 'space' : character));
}

/** Whether `keyNames` gives this name to a key. */
export function isKeyName(name: string): boolean {
  const special = FLAGS.some(([, key]) => key === name) || SHIFTED.some(key => name === `shift-${key}`);
  return (
    special ||
    name === 'space' ||
    name === 'f1' ||
    /^ctrl-[a-z]$/.test(name) ||
    (name !== ' ' && characterOf(name) !== null)
  );
}

/** The character that a key types; `null`: none. */
export function characterOf(key: string): string | null {
  if (key === 'space') return ' ';
  return [...key].length === 1 ? key : null;
}

// Terminals send DEL for the key above Enter, which Ink calls delete in some versions.
const FLAGS = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const;

const SHIFTED: readonly string[] = ['left', 'right', 'up', 'down', 'tab'];
