import type {RE2JS as Engine} from 're2js';
import {toRe2} from './pattern-syntax.ts';

// Patterns come from users, and are matched many thousand times a second, in the loop that hears their keys too. JavaScript's own
// regular expressions can take longer than the world has lasted; RE2's take a time that grows with the text only. This is the
// only place that makes something of a pattern.

export type Pattern = {
  /** Whether it is somewhere in a text, in any case of letters. */
  found(text: string): boolean;
  /** Where it is first, and how long; `null`: nowhere, or it matches nothing there. */
  place(text: string): {from: number; length: number} | null;
};

/** What became of a text. With a `refusal`, why it is no pattern, it is looked for as it stands. */
export type ReadPattern = {pattern: Pattern; refusal?: string};

const MAX_LENGTH = 300;
// What a pattern compiles to. A thousand lines of a hundred letters take 100 ms of CPU with the worst of this size.
const MAX_STEPS = 300;

let engine: typeof Engine | null = null;

/** Loads what matches patterns: 15 ms that only who uses one pays. To be awaited before any other function here is called. */
export async function loadPatterns(): Promise<void> {
  engine ??= (await import('re2js')).RE2JS;
}

/** The last ones that were asked for: every refresh of a screen asks for the same again. */
const read = new Map<string, ReadPattern>();
const MAX_READ = 16;

/** The pattern that a text is. */
export function readPattern(text: string): ReadPattern {
  const known = read.get(text);
  if (known) return known;
  if (read.size >= MAX_READ) read.clear();
  const made = make(text);
  read.set(text, made);
  return made;
}

function make(text: string): ReadPattern {
  if (text.length > MAX_LENGTH) return asItStands(text, `it is longer than ${MAX_LENGTH} letters; write a shorter one`);
  const syntax = toRe2(text);
  return 'refusal' in syntax ? asItStands(text, syntax.refusal) : compiled(text, syntax.re2);
}

function asItStands(text: string, refusal: string): ReadPattern {
  const wanted = text.toLowerCase();
  const at = (said: string) => said.toLowerCase().indexOf(wanted);
  const place = (said: string) => (at(said) < 0 ? null : {from: at(said), length: text.length});
  return {pattern: {found: said => at(said) >= 0, place}, refusal};
}

function compiled(text: string, re2: string): ReadPattern {
  if (engine === null) throw new Error('loadPatterns was not awaited');
  let program: Engine;
  try {
    program = engine.compile(re2, engine.CASE_INSENSITIVE);
  } catch (error) {
    return asItStands(text, `it is no regular expression: ${complaint(error)}`);
  }
  const steps = program.programSize();
  if (steps > MAX_STEPS)
    return asItStands(text, `it is too large: ${steps} steps, ${MAX_STEPS} are the most; write smaller counts`);
  return {pattern: {found: remembering(said => program.test(said)), place: said => placeOf(program, said)}};
}

/** Sample input `error parsing regexp: missing closing ): \`(?i)(\``: what is in quotes is not what was written. */
function complaint(error: unknown): string {
  const [, said] = /^error parsing regexp: ([^:`]+)/.exec(error instanceof Error ? error.message : '') ?? [];
  return said?.trim() ?? 'it can not be read';
}

const MAX_REMEMBERED = 4096;

/** The words of a line are hardly ever others than they were a quarter of a second ago. */
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
