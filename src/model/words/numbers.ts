import {formatTime} from '../../protocol/time.ts';
import type {Ns} from '../../protocol/words.ts';

// How numbers are written for people. `?`: the source does not know it; `-`: there is none.

/** A time of the run: `25.000 s`, to the millisecond, microsecond or nanosecond. */
export function moment(t: Ns, digits: Digits = digitsOf(t)): string {
  const fraction = String(t % 1e9).padStart(9, '0');
  return `${Math.floor(t / 1e9)}.${fraction.slice(0, digits)} s`;
}

export type Digits = 3 | 6 | 9;

/** The digits after the decimal point that show a time exactly. */
export function digitsOf(t: Ns): Digits {
  if (t % 1e6 === 0) return 3;
  return t % 1e3 === 0 ? 6 : 9;
}

/** A duration of some seconds: `31.7 s`. */
export function seconds(ns: Ns): string {
  return `${(ns / 1e9).toFixed(1)} s`;
}

/** A time as a clock shows it: `1:07`. */
export function clockTime(ns: Ns): string {
  const whole = Math.floor(ns / 1e9);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** A duration, `-` for none. */
export function duration(ns: Ns | null | undefined): string {
  if (ns === null || ns === undefined) return '?';
  return ns === 0 ? '-' : formatTime(ns);
}

/** A rate per second, `-` where it is unknown: `0`, `2.1`, `990`, `9970`, `55.0k`, `285k`, `1.20M`. */
export function rate(perSecond: number | null): string {
  if (perSecond === null) return '-';
  if (perSecond === 0) return '0';
  if (perSecond < 0.1) return '<0.1';
  if (perSecond < 9.95) return perSecond.toFixed(1);
  if (perSecond < 9999.5) return perSecond.toFixed(0);
  return perSecond < 999_500 ? `${digits(perSecond / 1e3)}k` : `${digits(perSecond / 1e6)}M`;
}

/** A count in at most five characters: `37509`, `484k`, `1.20M`. Rounded down, so that it never shows more than was counted. */
export function count(total: number): string {
  if (total < 100_000) return String(total);
  const power = COUNT_UNITS.findLastIndex((_, at) => total >= 1000 ** (at + 1));
  const scaled = total / 1000 ** (power + 1);
  const decimals = scaled < 10 ? 2 : scaled < 100 ? 1 : 0;
  return (Math.floor(scaled * 10 ** decimals) / 10 ** decimals).toFixed(decimals) + COUNT_UNITS[power];
}

const COUNT_UNITS = ['k', 'M', 'G', 'T'];

/** A share in percent. It is never rounded to 0% or to 100%. */
export function share(part: number | null | undefined): string {
  if (part === null || part === undefined) return '?';
  if (part <= 0) return '0%';
  if (part >= 1) return '100%';
  return part < 0.001 ? '<0.1%' : `${(Math.floor(part * 1000) / 10).toFixed(1)}%`;
}

/** Names, at most `most` of them: `disk, usb +2`; `-` for none. */
export function names(list: readonly string[] | null | undefined, most = Number.POSITIVE_INFINITY): string {
  if (list === null || list === undefined) return '?';
  if (list.length === 0) return '-';
  return list.length > most ? `${list.slice(0, most).join(', ')} +${list.length - most}` : list.join(', ');
}

function digits(value: number): string {
  return value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

/** `1 line`, `2 lines`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
