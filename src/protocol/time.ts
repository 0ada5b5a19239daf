import type {Ns} from './words.ts';

const UNITS: {[unit: string]: Ns} = {ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9};

/**
 * A time as people write it: `500ms`, `2s`, `1m30s`, `1.5s`; a bare number is seconds. Integer ns; `null` when it is not a time, is
 * negative or beyond 2^53 ns (104 days).
 */
export function parseTime(text: string): Ns | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return bounded(Number(trimmed) * 1e9);
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, number, , unit] of trimmed.matchAll(/(\d+(\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    total += Number(number) * UNITS[unit];
  return bounded(total);
}

function bounded(ns: number): Ns | null {
  const rounded = Math.round(ns);
  return Number.isSafeInteger(rounded) ? rounded : null;
}

/** A duration in its largest fitting unit, three digits: `18 µs`, `1.25 ms`, `12.0 s`. */
export function formatTime(ns: Ns): string {
  if (ns < 1e3) return `${ns} ns`;
  if (ns < 1e6) return `${digits(ns / 1e3)} µs`;
  if (ns < 1e9) return `${digits(ns / 1e6)} ms`;
  return ns < 1000e9 ? `${digits(ns / 1e9)} s` : `${Math.round(ns / 1e9)} s`;
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}
