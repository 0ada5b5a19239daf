// Patterns have the syntax of JavaScript, and RE2 matches them, in a time that grows only with the text. This file translates what the two
// write differently, and refuses what RE2 can not do.

export type Syntax = {re2: string} | {refusal: string};

/** The maximum sum of all counts in braces of a pattern: RE2 writes out what they repeat. */
const MAX_COUNT = 300;

/** A JavaScript pattern in the syntax of RE2, or why that is impossible. Faults in both syntaxes are left to RE2. */
export function toRe2(text: string): Syntax {
  const refused = CONSTRUCTS.find(({sign}) => sign.test(bare(text)));
  if (refused) return {refusal: `${refused.sign.exec(bare(text))![0]} is ${refused.name}; ${refused.remedy}`};
  if (repetitions(text) > MAX_COUNT)
    return {refusal: `it repeats more than ${MAX_COUNT} times; write smaller counts, or * and +`};
  let isClass = false;
  const re2 = text.replace(TOKENS, token => {
    if (isClass) {
      isClass = token !== ']';
      return inClass(token);
    }
    isClass = token === '[' || token === '[^';
    return outside(token);
  });
  return {re2};
}

const WITHOUT = 'patterns follow RE2, which has none: write out what should match';
const AROUND = `${WITHOUT}, and put ! first for what should not`;

/** Constructs that RE2 does not have, looked for outside escapes and classes. */
const CONSTRUCTS: readonly {sign: RegExp; name: string; remedy: string}[] = [
  {sign: /\(\?=/, name: 'a lookahead', remedy: AROUND},
  {sign: /\(\?!/, name: 'a negative lookahead', remedy: AROUND},
  {sign: /\(\?<=/, name: 'a lookbehind', remedy: AROUND},
  {sign: /\(\?<!/, name: 'a negative lookbehind', remedy: AROUND},
  {sign: /\(\?>/, name: 'an atomic group', remedy: WITHOUT},
  {sign: /\\(?:[1-9]|k)/, name: 'a backreference', remedy: WITHOUT},
];

/** The pattern without its classes and escapes, except for backreferences. */
function bare(text: string): string {
  return text.replace(/\[\^?(?:\\[\s\S]|[^\\\]])*\]?|\\[^1-9k]/g, ' ');
}

function repetitions(text: string): number {
  const counts = bare(text).matchAll(/\{(\d+)(?:,(\d*))?\}/g);
  return [...counts].reduce((sum, [, least, most]) => sum + Math.max(Number(least), Number(most || 0)), 0);
}

// A whole escape, an empty class or an empty negated one, the beginning and end of a class, a dash.
const TOKENS = /\\u[\da-fA-F]{4}|\\u\{[\da-fA-F]{1,6}\}|\\x[\da-fA-F]{2}|\\c[a-zA-Z]|\\[\s\S]|\[\^?\]|\[\^?|\]|-/g;

/** White space in JavaScript but not in RE2. */
const MORE_SPACE = '\\x0b\\p{Z}\\x{feff}';
/** Escapes that mean the same in both. */
const SHARED = /^\\(?:[dDwWpPtnrfv0]|x[\da-fA-F]|[^a-zA-Z0-9])/;

function outside(token: string): string {
  switch (token) {
    case '\\s':
      return `[\\s${MORE_SPACE}]`;
    case '\\S':
      return `[^\\s${MORE_SPACE}]`;
    case '\\b':
    case '\\B':
      return token;
    case '[]':
      return '[^\\x{0}-\\x{10ffff}]';
    case '[^]':
      return '[\\x{0}-\\x{10ffff}]';
    default:
      return escaped(token);
  }
}

function inClass(token: string): string {
  if (token === '\\s') return `\\s${MORE_SPACE}`;
  if (token === '\\S' || token === ']' || token === '-') return token;
  if (token === '\\b') return '\\x08';
  // A bracket in a class means itself; RE2 would look for the name of a class.
  return token.startsWith('[') ? token.replace('[', '\\[') : escaped(token);
}

function escaped(token: string): string {
  if (!token.startsWith('\\')) return token;
  if (token.startsWith('\\u') && token.length > 2) return `\\x{${token.replace(/\W|u/g, '')}}`;
  if (token.startsWith('\\c') && token.length > 2) return `\\x{${(token.charCodeAt(2) % 32).toString(16)}}`;
  if (token === '\\0') return '\\x00';
  // Any other letter means itself. RE2 has meanings that JavaScript does not have: \A, \Q, \z.
  return SHARED.test(token) ? token : token.slice(1);
}
