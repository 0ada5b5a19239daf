import {readFileSync} from 'node:fs';
import type {Io} from '../../program/io.ts';

/**
 * Whether a terminal has colours: what the system's terminfo says of TERM; where that knows nothing of it, its name. COLORTERM is set by
 * terminals that have more than terminfo knows of. Without a TERM nothing is known, and it is taken for one of today's.
 */
export function hasColors({TERM = '', COLORTERM, ...env}: Io['env']): boolean {
  if (TERM === 'dumb') return false;
  if (COLORTERM || TERM === '') return true;
  return colorsIn(TERM, env) ?? !COLORLESS.test(TERM);
}

/** Sample input: `vt100`, `vt220-8bit`, `xterm-mono`, `linux-m`. */
const COLORLESS = /^(?:vt\d+|ansi-m|dumb|unknown|network|cons25-m)\b|-m(?:ono)?$/;

/** Whether there are only characters that every terminal has: the locale, as POSIX looks for it, is known and not of UTF-8. */
export function wantsAscii({LC_ALL, LC_CTYPE, LANG}: Io['env']): boolean {
  // Many containers have no locale at all, in terminals that know Unicode; so none is not C.
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

/** `null`: the data base has no such terminal. */
function colorsIn(term: string, {TERMINFO, TERMINFO_DIRS, HOME}: Io['env']): boolean | null {
  if (!/^[\w.+-]+$/.test(term)) return null;
  const folders = [TERMINFO, HOME && `${HOME}/.terminfo`, ...(TERMINFO_DIRS?.split(':') ?? []), ...FOLDERS];
  for (const folder of folders) {
    if (!folder) continue;
    // By the first letter, or, on some systems, its number.
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

/** `null`: no such file, or none of these. */
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
