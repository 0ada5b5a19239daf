import {NS_PER_S, type Ns} from '../../../protocol/words.ts';
import {type Markup, markup} from '../markup.ts';

/** The common time axis of all pictures of a page; `x` in units of their view boxes. */
export type TimeAxis = {fromNs: Ns; toNs: Ns; x(ns: Ns): number};

export const WIDTH = 960;
export const LEFT = 72;
export const RIGHT = WIDTH - 24;

/** An axis over this time. Earlier and later times are placed at its ends. */
export function axisOver(fromNs: Ns, toNs: Ns): TimeAxis {
  const scale = (RIGHT - LEFT) / Math.max(toNs - fromNs, 1);
  return {fromNs, toNs, x: ns => round(LEFT + (Math.min(Math.max(ns, fromNs), toNs) - fromNs) * scale)};
}

/** Rounds to a tenth of a unit, which is too small to be visible. */
export function round(units: number): number {
  return Math.round(units * 10) / 10;
}

/** The line of the axis, with times below it. */
export function drawAxis(axis: TimeAxis, y: number): Markup {
  const ticks = ticksOf(axis).map(
    ns => markup`<path d="M${axis.x(ns)} ${y}v5"/><text x="${axis.x(ns)}" y="${y + 18}">${ns / NS_PER_S} s</text>`,
  );
  return markup`<g class="axis"><path d="M${LEFT} ${y}H${RIGHT}"/>${ticks}</g>`;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
const MOST_TICKS = 12;

function ticksOf({fromNs, toNs}: TimeAxis): Ns[] {
  const [from, to] = [fromNs / NS_PER_S, toNs / NS_PER_S];
  const step = STEPS.find(each => (to - from) / each <= MOST_TICKS) ?? Math.ceil((to - from) / MOST_TICKS);
  const first = Math.ceil(from / step);
  return Array.from({length: Math.floor(to / step) - first + 1}, (_, at) => (first + at) * step * NS_PER_S);
}
