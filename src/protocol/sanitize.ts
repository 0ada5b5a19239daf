// Every text from outside passes here once, at ingestion, and whatever is printed once more: what a user or a library wrote has no
// other door.

const MAX_LENGTH = 200;

// C0 and C1 controls with DEL; line and paragraph separators; bidirectional marks, embeddings, overrides and isolates;
// zero-width characters, which make two names look alike; the byte order mark; unassigned tag characters.
const UNSAFE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

// Whole escape sequences go with what they carry: OSC, DCS, SOS, PM and APC strings up to their terminator (or the end of the
// text), CSI with its parameters, other two-character escapes. Both the 7-bit (ESC x) and the 8-bit (C1) forms.
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

/**
 * A text safe to show on one line: escape sequences removed whole, newlines and tabs turned to one blank, other control,
 * bidirectional and zero-width characters removed, lone surrogates replaced, at most `max` characters (then `…`).
 */
export function sanitize(text: string, max = MAX_LENGTH): string {
  // The rest of a text of megabytes is never read: the result can only come from its bounded head.
  const head = text.length > max * 8 ? text.slice(0, max * 8) : text;
  const clean = head
    .replace(ESCAPES, '')
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(UNSAFE, '')
    .toWellFormed();
  return clean.length > max || head.length < text.length ? `${truncate(clean, max - 1)}…` : clean;
}

/** Text of several lines, each of them safe to show: what `sanitize` takes goes, but newlines and length. */
export function sanitizeLines(text: string): string {
  if (isSafe(text)) return text;
  return text.split('\n').map(sanitizeLine).join('\n');
}

/** JSON, with what a terminal could obey written as `\u` and four digits: the values stay as they are. */
export function sanitizeJson(json: string): string {
  return isSafe(json) ? json : json.toWellFormed().replace(UNSAFE_IN_LINES, escaped);
}

// What UNSAFE has, but newlines.
const UNSAFE_IN_LINES = /[^\P{Cc}\n]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
// Hardly any text has one of these, and none has more than a few: one search finds out, at a gigabyte per second.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const SUSPECT = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]/;

function isSafe(text: string): boolean {
  return !SUSPECT.test(text);
}

function sanitizeLine(line: string): string {
  return isSafe(line) ? line : sanitize(line, Number.POSITIVE_INFINITY);
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map(at => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Cuts without splitting a surrogate pair. */
function truncate(text: string, length: number): string {
  return text
    .slice(0, length)
    .toWellFormed()
    .replace(/\ufffd$/, '');
}
