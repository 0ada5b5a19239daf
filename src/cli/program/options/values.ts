import {RENAMED_COLUMNS} from '../../../model/frame/renamed.ts';
import {type Filter, type LineSelection, SORT_NAMES} from '../../../model/frame/shown-lines.ts';
import {readPattern} from '../../../model/words/pattern.ts';
import {parseTime} from '../../../protocol/time.ts';
import type {Ns} from '../../../protocol/words.ts';
import {SPEED_MAX, SPEED_MIN, type Speed} from '../../../session/pace.ts';
import {UsageError} from '../../../setup/usage.ts';

// Parsers of option arguments. Each throws a UsageError that names only what is wrong and how to write it; the caller adds the option.

/** Any text. */
export const asTyped = (text: string) => text;

/** A parser of times from `least` to `most`; `name` and `mostName` are these two in words. */
export function timeFrom(least: Ns, name: string, most = Number.MAX_SAFE_INTEGER, mostName = ''): (text: string) => Ns {
  return text => {
    const ns = parseTime(text);
    if (ns === null) throw new UsageError('not a time; write for example 500ms, 2s, 1m30s, or a number of seconds.');
    if (ns < least) throw new UsageError(`too short; the minimum is ${name}.`);
    if (ns > most) throw new UsageError(`too long; the maximum is ${mostName}.`);
    return ns;
  };
}

/** A parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(`not a whole number from ${least} to ${most}.`);
  };
}

/** A parser of one of several words. */
export function oneOf<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return text => {
    const word = words.find(each => each === text);
    if (word !== undefined) return word;
    const now = words.find(each => Object.hasOwn(RENAMED_COLUMNS, text) && each === RENAMED_COLUMNS[text]);
    throw new UsageError(now ? `${text} is now called ${now}.` : `not one of ${words.join(', ')}.`);
  };
}

/** A parser of a list of such words, separated by commas. */
export function listOf<Word extends string>(...words: readonly Word[]): (text: string) => Word[] {
  return text => text.split(',').map(oneOf(...words));
}

/** The sort column; with `!` before it the order is reversed. */
export function order(text: string): LineSelection['sort'] {
  const reverse = text.startsWith('!');
  return {column: oneOf(...SORT_NAMES)(reverse ? text.slice(1) : text), reverse};
}

/** A regular expression for lines, case-insensitive; with `!` before it the match is inverted. */
export function filter(text: string): Filter {
  const inverted = text.startsWith('!');
  return {text: inverted ? text.slice(1) : text, inverted};
}

/** Throws a UsageError for a text that is not a pattern. */
export function checkFilter({text}: Filter): void {
  const {refusal} = readPattern(text);
  if (refusal !== undefined) throw new UsageError(`the pattern ${text}: ${refusal}.`);
}

/** Sample input `0-3,7`. */
export function cpuColumns(text: string): 'auto' | 'all' | 'none' | number[] {
  if (text === 'auto' || text === 'all' || text === 'none') return text;
  return text.split(',').flatMap(part => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === undefined || last < first || last > MOST_CPU)
      throw new UsageError('not a list of CPUs; write auto, all, none, or numbers such as 0-3,7.');
    return Array.from({length: last - first + 1}, (_, at) => first + at);
  });
}

const MOST_CPU = 65_535;

/** A multiple of real time, or `max`. */
export function speedValue(text: string): Speed {
  if (text === 'max') return text;
  const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value >= SPEED_MIN && value <= SPEED_MAX) return value;
  throw new UsageError(`not a speed; write a number from ${SPEED_MIN} to ${SPEED_MAX} (times real time), or max.`);
}

/** A time in a recording. */
export type RecordedMoment = {file: string; t: Ns};

/** Sample input `hung.ndjson.gz@12s`. */
export function momentIn(text: string): RecordedMoment {
  const [, file, time] = /^(.+)@([^@]+)$/.exec(text) ?? [];
  const t = parseTime(time ?? '');
  if (file === undefined || t === null)
    throw new UsageError('not RECORDING@TIME; write for example run.ndjson.gz@12s.');
  return {file, t};
}
