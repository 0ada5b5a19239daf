import {type Filter, type LineSelection, SORT_NAMES} from '../../../model/frame/shown-lines.ts';
import {readPattern} from '../../../model/words/pattern.ts';
import {parseTime} from '../../../protocol/time.ts';
import type {Ns} from '../../../protocol/words.ts';
import {SPEED_MAX, SPEED_MIN, type Speed} from '../../../session/pace.ts';
import {UsageError} from '../../../setup/usage.ts';

// What an option's argument may be. Each throws only what is wrong and how to write it; who calls adds the option.

/** A parser of times from `least` on, which is called `name`; up to `most`, called `mostName`. */
export function timeFrom(least: Ns, name: string, most = Number.MAX_SAFE_INTEGER, mostName = ''): (text: string) => Ns {
  return text => {
    const ns = parseTime(text);
    if (ns === null) throw new UsageError('not a time; write 500ms, 2s, 1m30s, or a number of seconds.');
    if (ns < least) throw new UsageError(`too short; ${name} is the least.`);
    if (ns > most) throw new UsageError(`too long; ${mostName} is the most.`);
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

/** A parser of one word of several. */
export function oneOf<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return text => {
    const word = words.find(each => each === text);
    if (word === undefined) throw new UsageError(`not one of ${words.join(', ')}.`);
    return word;
  };
}

/** A parser of words of several, with commas between them. */
export function listOf<Word extends string>(...words: readonly Word[]): (text: string) => Word[] {
  return text => text.split(',').map(oneOf(...words));
}

/** What lines are sorted by; with `!` before it from the other end. */
export function order(text: string): LineSelection['sort'] {
  const reverse = text.startsWith('!');
  return {column: oneOf(...SORT_NAMES)(reverse ? text.slice(1) : text), reverse};
}

/** Which lines: a regular expression, in any case of letters; with `!` before it those that it does not match. */
export function filter(text: string): Filter {
  const inverted = text.startsWith('!');
  return {text: inverted ? text.slice(1) : text, inverted};
}

/** Refuses what is no pattern. */
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
      throw new UsageError('not CPUs; write auto, all, none, or numbers as 0-3,7.');
    return Array.from({length: last - first + 1}, (_, at) => first + at);
  });
}

const MOST_CPU = 65_535;

/** Times real time, or `max`. */
export function speedValue(text: string): Speed {
  if (text === 'max') return text;
  const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value >= SPEED_MIN && value <= SPEED_MAX) return value;
  throw new UsageError(`not a speed; from ${SPEED_MIN} to ${SPEED_MAX} times real time, or max.`);
}

/** A moment in a recording. */
export type RecordedMoment = {file: string; t: Ns};

/** Sample input `hung.ndjson.gz@12s`. */
export function momentIn(text: string): RecordedMoment {
  const [, file, time] = /^(.+)@([^@]+)$/.exec(text) ?? [];
  const t = parseTime(time ?? '');
  if (file === undefined || t === null) throw new UsageError('not RECORDING@TIME, as run.ndjson.gz@12s.');
  return {file, t};
}
