import {readFileSync} from 'node:fs';
import type {Io} from '../../program/io.ts';

/**
 * Whether the terminal has colours: by the system's terminfo entry of TERM; without an entry, by its name. Terminals with more colours than
 * terminfo knows set COLORTERM. Without TERM, a modern terminal is assumed.
 */
export function hasColors({TERM = '', COLORTERM, ...env}: Io['env']): boolean {
  if (TERM === 'dumb') return false;
  if (COLORTERM || TERM === '') return true;
  return colorsIn(TERM, env) ?? !COLORLESS.test(TERM);
}

/** Sample input: `vt100`, `vt220-8bit`, `xterm-mono`, `linux-m`. */
const COLORLESS = /^(?:vt\d+|ansi-m|dumb|unknown|network|cons25-m)\b|-m(?:ono)?$/;

/** Whether to use ASCII characters only: the locale is set, in the order of POSIX, and is not UTF-8. */
export function wantsAscii({LC_ALL, LC_CTYPE, LANG}: Io['env']): boolean {
  // Many containers have no locale, but a terminal with Unicode; so a missing locale does not mean C.
  const locale = LC_ALL || LC_CTYPE || LANG;
  return Boolean(locale) && !/utf-?8/i.test(locale!);
}

const FOLDERS = [
  '/etc/terminfo',
  '/lib/terminfo',
  '/usr/share/terminfo',
  '/usr/lib/terminfo',
  '/usr/share/lib/terminfo',
];

/** `null`: terminfo has no entry for this terminal. */
function colorsIn(term: string, {TERMINFO, TERMINFO_DIRS, HOME}: Io['env']): boolean | null {
  if (!/^[\w.+-]+$/.test(term)) return null;
  const folders = [TERMINFO, HOME && `${HOME}/.terminfo`, ...(TERMINFO_DIRS?.split(':') ?? []), ...FOLDERS];
  for (const folder of folders) {
    if (!folder) continue;
    // The folder is the first letter, or on some systems its code.
    for (const letter of [term[0], term.charCodeAt(0).toString(16)]) {
      const colors = maxColors(`${folder}/${letter}/${term}`);
      if (colors !== null) return colors > 1;
    }
  }
  return null;
}

// term(5): a header of six 16-bit numbers (magic, sizes of: names, booleans, numbers …), then names, booleans, numbers from an even place.
const [OLD, WIDE] = [0o432, 0o1036];
const HEADER_BYTES = 12;
const MAX_COLORS = 13;

/** The number of colours; `null`: no such file, or not a terminfo entry. */
function maxColors(path: string): number | null {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch {
    return null;
  }
  if (file.length < HEADER_BYTES) return null;
  const [magic, names, booleans, numbers] = [0, 2, 4, 6].map(at => file.readInt16LE(at));
  if (magic !== OLD && magic !== WIDE) return null;
  const size = magic === WIDE ? 4 : 2;
  const from = HEADER_BYTES + names + booleans;
  const at = from + (from % 2) + MAX_COLORS * size;
  if (numbers <= MAX_COLORS || at + size > file.length) return 0;
  return size === 4 ? file.readInt32LE(at) : file.readInt16LE(at);
}
