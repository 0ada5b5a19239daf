/** A vertical axis from 0 to `top`, with labels at `ticks`: ascending, 0 first, `top` last. */
export type Scale = {readonly top: number; readonly ticks: readonly number[]};

/** How values are placed and labelled on the vertical axis. */
export type Axis = {
  readonly name: string;
  /** The height of a value; without it, the value itself. Scales and labels are those of heights. */
  heightOf?(value: number): number;
  /** A scale for heights up to `max` in so many rows of text. */
  scale(max: number, rows: number): Scale;
  /** At most five characters, for anything from 0.02 on. */
  label(value: number): string;
};

/** For rates: as high as the highest value needs, in round steps. */
export const RATE_AXIS: Axis = {
  name: 'rate',
  scale(max, rows) {
    if (!(max > 0)) return even(1, 1);
    const step = roundStep(max / intervals(rows));
    return even(step, Math.ceil(max / step - 1e-9));
  },
  label: short,
};

/**
 * For rates of unrelated lines: logarithmic from 1 on, each step ten times the one below, so that a disk is visible beside a timer, and a
 * timer beside a storm.
 */
export const RATES_AXIS: Axis = {
  name: 'rates',
  heightOf: value => (value <= 1 ? value : 1 + Math.log10(value)),
  scale(max, rows) {
    const least = Math.max(Math.ceil(max - BARELY), 1);
    const step = Math.ceil(least / intervals(rows));
    return even(step, Math.ceil(least / step));
  },
  label: height => (height === 0 ? '0' : short(10 ** (height - 1))),
};

/** A value less than a twentieth above a power of ten needs no further step. */
const BARELY = 0.02;

/**
 * For shares: up to 1, 10 or 100 %, so that the scale seldom changes, and a thousandth is visible.
 */
export const SHARE_AXIS: Axis = {
  name: 'share',
  scale(max, rows) {
    const top = [0.01, 0.1, 1].find(ceiling => max <= ceiling) ?? 1;
    const count = [4, 2, 1].find(each => each <= intervals(rows)) ?? 1;
    return even(top / count, count);
  },
  label: value => `${short(value * 100)}%`,
};

/** Three digits and a unit: `0`, `0.25`, `997`, `12.5k`, `1.2M`. */
function short(value: number): string {
  if (value < 1e-3) return '0';
  let scaled = value;
  let unit = 0;
  // 999.5 would be rounded to 1000.
  for (; scaled >= 999.5 && unit < UNITS.length - 1; unit++) scaled /= 1000;
  return `${Number(scaled.toPrecision(3))}${UNITS[unit]}`;
}

/** The times with a label on a horizontal axis of `cells`, from `span` seconds ago to now: in seconds ago, 0 first. */
export function labelTimes(span: number, cells: number): number[] {
  const step = SECONDS.find(each => (each * cells) / span >= LABEL_CELLS) ?? span;
  return Array.from({length: Math.floor(span / step) + 1}, (_, at) => at * step);
}

const UNITS = ['', 'k', 'M', 'G', 'T'];
const SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 3600];
/** `120 s ago`, which starts at the left edge, a blank, and half of the next label. */
const LABEL_CELLS = 15;

/** At most every second row has a label, and there are at most six labels. */
function intervals(rows: number): number {
  return Math.max(1, Math.min(5, Math.floor((rows - 1) / 2)));
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 2.5, 5, 10].find(each => each * power >= least * (1 - 1e-9))!;
}

function even(step: number, count: number): Scale {
  return {top: step * count, ticks: Array.from({length: count + 1}, (_, at) => at * step)};
}
