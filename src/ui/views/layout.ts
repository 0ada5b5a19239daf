import type {UiState, ViewName} from '../state.ts';

export type Rect = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

/** Where each part of the screen is; a part that is missing has no room, or nothing to show. */
export type Layout = {readonly title: Rect; readonly alerts: Rect; readonly footer: Rect} & Panes;
export type Panes = {readonly [part in 'lines' | 'domains' | 'devices' | 'cpus' | 'history' | 'log' | 'charts']?: Rect};

/** How many rows each part could fill, heads left out. */
export type Wants = {readonly [part in 'alerts' | 'lines' | 'domains' | 'devices' | 'cpus']: number};

/** The least screen. */
export const LEAST = {width: 60, height: 16} as const;

const FOOTER_ROWS = 2;
/** Always there, so that the panes below stay in their places when the first alert comes. */
const LEAST_ALERT_ROWS = 2;

/** The rectangles of the parts on a screen of this size. */
export function layout(width: number, height: number, {view}: Pick<UiState, 'view'>, wants: Wants): Layout {
  const alerts = Math.max(LEAST_ALERT_ROWS, Math.min(wants.alerts, height < 30 ? 4 : 7));
  const top = 1 + alerts;
  const body = {x: 0, y: top, width, height: Math.max(height - top - FOOTER_ROWS, 0)};
  return {
    title: {x: 0, y: 0, width, height: 1},
    alerts: {x: 0, y: 1, width, height: alerts},
    footer: {x: 0, y: height - FOOTER_ROWS, width, height: FOOTER_ROWS},
    ...PANES[view](body, wants),
  };
}

const PANES: {readonly [view in ViewName]: (body: Rect, wants: Wants) => Panes} = {
  lines: linesView,
  domains(body, wants) {
    const log = body.height < 14 ? 0 : Math.max(Math.floor(body.height / 4), 3);
    const domains = Math.min(headed(wants.domains), Math.floor((body.height - log) / 2));
    return stacked(body, {domains, devices: body.height - domains - log, log});
  },
  log: body => ({log: body}),
  charts(body, wants) {
    const lines = body.height < 24 ? 0 : Math.min(headed(wants.lines), Math.floor(body.height / 3));
    return stacked(body, {lines, charts: body.height - lines});
  },
};

/** Below this many rows only what a newcomer must see is shown. */
const LOW = 24;
/** From here on the history of the selected line stands beside domains and devices. */
const WIDE = 110;
const TABLES_WIDTH = 76;

function linesView(body: Rect, wants: Wants): Panes {
  const low = body.height < LOW;
  const domains = Math.min(headed(wants.domains), low ? 6 : 13);
  const devices = low ? 0 : Math.min(headed(wants.devices), 7);
  const wide = !low && body.width >= WIDE;
  const middle = Math.max(domains + devices, wide ? historyHeight(body, wants) : 0);
  const leastLog = body.height < 14 ? 0 : low ? 3 : 6;
  const lines = Math.min(headed(wants.lines), body.height - middle - leastLog);
  const {middle: at, ...others} = stacked(body, {lines, middle, log: body.height - lines - middle});
  if (!at) return others;
  return {
    ...others,
    ...(wide ? beside(at, {domains, devices, cpus: headed(wants.cpus)}) : stacked(at, {domains, devices})),
  };
}

/** On a high screen the history grows with it. */
function historyHeight({height}: Rect, wants: Wants): number {
  return Math.min(Math.max(height - headed(wants.lines) - 12, 10), 20);
}

/** Tables at the left, as far as there are any; the history at the right of them. */
function beside(middle: Rect, {domains, devices, cpus}: {domains: number; devices: number; cpus: number}): Panes {
  const width = domains + devices > 0 ? TABLES_WIDTH : 0;
  const history = {...middle, x: middle.x + width, width: middle.width - width};
  const left = middle.height - domains - devices;
  return {
    ...stacked({...middle, width}, {domains, devices, cpus: width > 0 && left > 2 ? Math.min(cpus, left) : 0}),
    history,
  };
}

/** Rows with the head above them; nothing for no rows. */
function headed(rows: number): number {
  return rows === 0 ? 0 : rows + 1;
}

/** Rectangles below each other, each as high as is said; those without height are left out. */
function stacked<Name extends string>(body: Rect, heights: {[name in Name]: number}): {[name in Name]?: Rect} {
  const parts: {[name in Name]?: Rect} = {};
  let y = body.y;
  for (const name in heights) {
    if (heights[name] > 0) parts[name] = {...body, y, height: heights[name]};
    y += Math.max(heights[name], 0);
  }
  return parts;
}
