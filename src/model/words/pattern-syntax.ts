// Patterns are written as JavaScript has them, and matched by RE2, in a time that grows with the text only. What the two write
// differently is turned here from the one into the other; what RE2 can not do is refused.

export type Syntax = {re2: string} | {refusal: string};

/** All counts in braces of one pattern together: what they repeat is written out before it is matched. */
const MAX_COUNT = 300;

/** A pattern of JavaScript as RE2 writes it, or why it can not be. A fault that both would find is left to RE2. */
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

/** What RE2 has not, looked for where neither escapes nor classes are. */
const CONSTRUCTS: readonly {sign: RegExp; name: string; remedy: string}[] = [
  {sign: /\(\?=/, name: 'a lookahead', remedy: AROUND},
  {sign: /\(\?!/, name: 'a negative lookahead', remedy: AROUND},
  {sign: /\(\?<=/, name: 'a lookbehind', remedy: AROUND},
  {sign: /\(\?<!/, name: 'a negative lookbehind', remedy: AROUND},
  {sign: /\(\?>/, name: 'an atomic group', remedy: WITHOUT},
  {sign: /\\(?:[1-9]|k)/, name: 'a backreference', remedy: WITHOUT},
];

/** Without classes, and of escapes only those that refer back. */
function bare(text: string): string {
  return text.replace(/\[\^?(?:\\[\s\S]|[^\\\]])*\]?|\\[^1-9k]/g, ' ');
}

function repetitions(text: string): number {
  const counts = bare(text).matchAll(/\{(\d+)(?:,(\d*))?\}/g);
  return [...counts].reduce((sum, [, least, most]) => sum + Math.max(Number(least), Number(most || 0)), 0);
}

// An escape with what belongs to it, a class that has nothing or anything, the begin and end of one, a word of `[:alpha:]`.
const TOKENS = /\\u[\da-fA-F]{4}|\\u\{[\da-fA-F]{1,6}\}|\\x[\da-fA-F]{2}|\\c[a-zA-Z]|\\[\s\S]|\[\^?\]|\[\^?|\]|-/g;

/** White space of JavaScript that is none in RE2. */
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
  // A bracket in a class is itself, where RE2 would look for the name of a class.
  return token.startsWith('[') ? token.replace('[', '\\[') : escaped(token);
}

function escaped(token: string): string {
  if (!token.startsWith('\\')) return token;
  if (token.startsWith('\\u') && token.length > 2) return `\\x{${token.replace(/\W|u/g, '')}}`;
  if (token.startsWith('\\c') && token.length > 2) return `\\x{${(token.charCodeAt(2) % 32).toString(16)}}`;
  if (token === '\\0') return '\\x00';
  // Any other letter means itself, where RE2 has meanings that JavaScript has not: \A, \Q, \z.
  return SHARED.test(token) ? token : token.slice(1);
}
