import type {RE2JS as Engine} from 're2js';
import {toRe2} from './pattern-syntax.ts';

// Patterns come from users and are matched many thousand times per second, in the loop that also reads their keys. A regular expression
// of JavaScript can take practically forever; with RE2 the time grows only with the text. This is the only file that compiles patterns.

export type Pattern = {
  /** Whether a text contains it, in upper or lower case. */
  found(text: string): boolean;
  /** The place and length of the first match; `null`: there is none, or it is empty. */
  place(text: string): {from: number; length: number} | null;
};

/** The pattern of a text. `refusal`: why the text is not a pattern; it is then searched for literally. */
export type ReadPattern = {pattern: Pattern; refusal?: string};

const MAX_LENGTH = 300;
// Size of a compiled pattern. With the worst pattern of this size a thousand lines of a hundred letters take 100 ms of CPU.
const MAX_STEPS = 300;

let engine: typeof Engine | null = null;

/** Loads RE2, which takes 15 ms. Await it before any other function of this file. */
export async function loadPatterns(): Promise<void> {
  engine ??= (await import('re2js')).RE2JS;
}

/** The last patterns: every refresh of a screen reads the same ones again. */
const read = new Map<string, ReadPattern>();
const MAX_READ = 16;

/** The pattern of a text, from the cache where possible. */
export function readPattern(text: string): ReadPattern {
  const known = read.get(text);
  if (known) return known;
  if (read.size >= MAX_READ) read.clear();
  const made = make(text);
  read.set(text, made);
  return made;
}

function make(text: string): ReadPattern {
  if (text.length > MAX_LENGTH)
    return asItStands(text, `it is longer than ${MAX_LENGTH} characters; write a shorter one`);
  const syntax = toRe2(text);
  return 'refusal' in syntax ? asItStands(text, syntax.refusal) : compiled(text, syntax.re2);
}

function asItStands(text: string, refusal: string): ReadPattern {
  const wanted = text.toLowerCase();
  const at = (line: string) => line.toLowerCase().indexOf(wanted);
  const place = (line: string) => (at(line) < 0 ? null : {from: at(line), length: text.length});
  return {pattern: {found: line => at(line) >= 0, place}, refusal};
}

function compiled(text: string, re2: string): ReadPattern {
  if (engine === null) throw new Error('loadPatterns was not awaited');
  let program: Engine;
  try {
    program = engine.compile(re2, engine.CASE_INSENSITIVE);
  } catch (error) {
    return asItStands(text, `it is not a regular expression: ${complaint(error)}`);
  }
  const steps = program.programSize();
  if (steps > MAX_STEPS)
    return asItStands(text, `it is too large: ${steps} steps; the maximum is ${MAX_STEPS}; write smaller counts`);
  return {pattern: {found: remembering(line => program.test(line)), place: line => placeOf(program, line)}};
}

/** Sample input `error parsing regexp: missing closing ): \`(?i)(\``. The quoted part is left out: it is not what the user wrote. */
function complaint(error: unknown): string {
  const [, reason] = /^error parsing regexp: ([^:`]+)/.exec(error instanceof Error ? error.message : '') ?? [];
  return reason?.trim() ?? 'it can not be read';
}

const MAX_REMEMBERED = 4096;

/** Keeps results: the words of a line rarely change from one refresh of the screen to the next. */
function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const results = new Map<string, boolean>();
  return text => {
    const known = results.get(text);
    if (known !== undefined) return known;
    if (results.size >= MAX_REMEMBERED) results.clear();
    const result = test(text);
    results.set(text, result);
    return result;
  };
}

function placeOf(program: Engine, text: string): {from: number; length: number} | null {
  const matcher = program.matcher(text);
  if (!matcher.find()) return null;
  const [from, length] = [matcher.start(), matcher.end() - matcher.start()];
  return length === 0 ? null : {from, length};
}
