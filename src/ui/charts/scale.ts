/** A vertical axis from 0 to `top`, with labels at `ticks`: ascending, 0 first, `top` last. */
export type Scale = {readonly top: number; readonly ticks: readonly number[]};

/** How values are laid out and written along the vertical axis. */
export type Axis = {
  readonly name: string;
  /** How high a value stands; without, as high as it is. Scales and labels are of these heights. */
  place?(value: number): number;
  /** Fits values up to `max` into so many rows of text. */
  scale(max: number, rows: number): Scale;
  /** At most five characters, for anything from 0.02 on. */
  label(value: number): string;
};

/** Of rates: as high as the highest of them needs, in steps that people count in. */
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
 * Of the rates of lines that have nothing to do with each other: from 1 on each step is ten times the one below, so that a timer does not
 * make a disk look like nothing, nor a storm a timer.
 */
export const RATES_AXIS: Axis = {
  name: 'rates',
  place: value => (value <= 1 ? value : 1 + Math.log10(value)),
  scale(max, rows) {
    const least = Math.max(Math.ceil(max - BARELY), 1);
    const step = Math.ceil(least / intervals(rows));
    return even(step, Math.ceil(least / step));
  },
  label: height => (height === 0 ? '0' : short(10 ** (height - 1))),
};

/** A twentieth above a power of ten is not worth a step of its own. */
const BARELY = 0.02;

/**
 * Of shares: up to 1, 10 or 100 %, so that the picture keeps still while its numbers move, and a thousandth does not look like
 * nothing.
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

/** Moments that get a label on a horizontal axis of `cells` from `span` seconds ago to now: seconds ago, 0 first. */
export function labelTimes(span: number, cells: number): number[] {
  const step = SECONDS.find(each => (each * cells) / span >= LABEL_CELLS) ?? span;
  return Array.from({length: Math.floor(span / step) + 1}, (_, at) => at * step);
}

const UNITS = ['', 'k', 'M', 'G', 'T'];
const SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 3600];
/** `120 s ago`, which starts at its tick at the left edge, a blank, and the half of another one that ends before the next tick. */
const LABEL_CELLS = 15;

/** Labels stand in every second row at most, and there are six of them at most. */
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
