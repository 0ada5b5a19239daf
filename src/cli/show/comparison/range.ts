import type {Spread} from '../../../compare/spread.ts';
import {duration, share} from '../../../model/words/numbers.ts';
import {formatTime} from '../../../protocol/time.ts';

/** A spread as text: the median, and the range in the same unit with few digits; empty if minimum and maximum are the same. */
export type Range = {text: string; between: string};

/** A duration in seconds, also if it is short, so that a column is easy to compare: `49.05 s`, `<0.01 s`, `-` for 0, `never`. */
export function inSeconds({median, min, max}: Spread): Range {
  return {text: secondsOf(median), between: between(min, max, ns => few(ns / 1e9))};
}

/** A duration in a fitting unit: `21.0 µs`. */
export function inUnits({median, min, max}: Spread): Range {
  if (median === null) return {text: '-', between: ''};
  const [, unit] = formatTime(median).split(' ');
  return {text: duration(median), between: between(min, max, ns => few(ns / UNITS[unit]))};
}

export function inNumbers({median, min, max}: Spread): Range {
  return {text: median === 0 ? '-' : String(median), between: between(min, max, String)};
}

export function inPercent({median, min, max}: Spread): Range {
  return {text: median === 0 ? '-' : share(median), between: between(min, max, part => few(part * 100))};
}

const UNITS: {[unit: string]: number} = {ns: 1, µs: 1e3, ms: 1e6, s: 1e9};

function secondsOf(ns: number | null): string {
  if (ns === null) return 'never';
  if (ns === 0) return '-';
  return ns < 1e7 ? '<0.01 s' : `${(ns / 1e9).toFixed(2)} s`;
}

function between(min: number | null, max: number | null, write: (value: number) => string): string {
  const [low, high] = [min, max].map(value => (value === null ? 'never' : write(value)));
  return low === high ? '' : `${low}–${high}`;
}

/** `1016`, `49`, `8.3`, `0.29`, `0.03`; below 0.01 it is 0. */
function few(value: number): string {
  if (value < 0.01) return '0';
  return String(value < 10 ? Number(value.toPrecision(value < 0.1 ? 1 : 2)) : Math.round(value));
}
