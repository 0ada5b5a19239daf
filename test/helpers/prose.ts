/** A text that somebody reads: a comment, or a sentence that the program prints. */
export type Passage = {kind: 'comment' | 'text'; text: string; line: number};

/**
 * The comments of a TypeScript or JavaScript file, and its string literals that have more than one word; in a template each value
 * becomes "…". Lines stay lines, so that a place in a passage has its line. Comments in a row are one passage.
 */
export function passagesOf(code: string): Passage[] {
  const found: Passage[] = [];
  readCode({code, at: 0, found}, false);
  return joined(found).filter(({kind, text}) => kind === 'comment' || /\S\s+\S/.test(text));
}

type Reading = {code: string; at: number; readonly found: Passage[]};

/** Up to the end, or to the brace that ends the value of a template. */
function readCode(reading: Reading, isValue: boolean): void {
  let depth = 0;
  while (reading.at < reading.code.length) {
    const start = reading.at;
    const {kind, end} = nextToken(reading.code, start);
    reading.at = end;
    if (kind === 'template') readTemplate(reading, start);
    else if (kind) reading.found.push(passage(kind, reading.code, start, end));
    else if (isValue) {
      depth += depthOf(reading.code[start]);
      if (depth < 0) return;
    }
  }
}

function depthOf(char: string): number {
  if (char === '{') return 1;
  return char === '}' ? -1 : 0;
}

/** From behind its first backtick to behind its last. */
function readTemplate(reading: Reading, start: number): void {
  let text = '';
  while (reading.at < reading.code.length && reading.code[reading.at] !== '`') {
    if (reading.code.startsWith('${', reading.at)) {
      const value = reading.at;
      reading.at += 2;
      readCode(reading, true);
      text += `…${newlines(reading.code.slice(value, reading.at))}`;
    } else {
      const length = reading.code[reading.at] === '\\' ? 2 : 1;
      text += reading.code.slice(reading.at, reading.at + length);
      reading.at += length;
    }
  }
  reading.at += 1;
  reading.found.push({kind: 'text', text, line: lineAt(reading.code, start)});
}

const COMMENT = /\/\/.*|\/\*[\s\S]*?\*\//y;
const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y;
const PATTERN = /\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** Elsewhere a slash divides. */
const BEFORE_PATTERN = /(?:^|[(,=:[!&|?{};>\n]|\breturn|=>)\s*$/;
const PLAIN = /[\w$]+|\s+|[\s\S]/y;

function nextToken(code: string, at: number): {kind?: 'comment' | 'text' | 'template'; end: number} {
  const end = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.test(code) ? pattern.lastIndex : -1;
  };
  const comment = end(COMMENT);
  if (comment >= 0) return {kind: 'comment', end: comment};
  const text = end(STRING);
  if (text >= 0) return {kind: 'text', end: text};
  if (code[at] === '`') return {kind: 'template', end: at + 1};
  const pattern = code[at] === '/' && BEFORE_PATTERN.test(code.slice(Math.max(0, at - 40), at)) ? end(PATTERN) : -1;
  return {end: pattern >= 0 ? pattern : end(PLAIN)};
}

function passage(kind: 'comment' | 'text', code: string, start: number, end: number): Passage {
  const raw = code.slice(start, end);
  const text =
    kind === 'text' ? raw.slice(1, -1) : raw.replace(/^\/\*+|\*\/$/g, '').replace(/^[ \t]*(?:\*(?!\*)|\/\/)/gm, '');
  return {kind, text, line: lineAt(code, start)};
}

/** A comment of several lines is written line by line. */
function joined(found: readonly Passage[]): Passage[] {
  const all: Passage[] = [];
  for (const each of found) {
    const last = all.at(-1);
    const follows = last && last.kind === 'comment' && each.kind === 'comment';
    if (follows && last.line + newlines(last.text).length + 1 === each.line) last.text += `\n${each.text}`;
    else all.push({...each});
  }
  return all;
}

/** The paragraphs of a page or a YAML file, without what is set as code. */
export function paragraphsOf(page: string): Passage[] {
  const blank = (code: string) => newlines(code);
  const prose = page.replace(/^```[\s\S]*?^```/gm, blank).replace(/<!--[\s\S]*?-->/g, blank);
  let line = 1;
  return prose.split(/(\n\s*\n)/).flatMap(text => {
    const from = line;
    line += newlines(text).length;
    return text.trim() === '' ? [] : [{kind: 'text' as const, text, line: from}];
  });
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function newlines(text: string): string {
  return text.replace(/[^\n]/g, '');
}

/** The comments of a shell or Python file. */
export function remarksOf(code: string): Passage[] {
  return [...code.matchAll(/(?<=^|\s)#(?!!)(.*)$|"""([\s\S]*?)"""/gm)].map(({1: remark, 2: doc, index}) => ({
    kind: 'comment' as const,
    text: remark ?? doc,
    line: lineAt(code, index),
  }));
}
