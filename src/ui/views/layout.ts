import type {UiState, ViewName} from '../scene/ui-state.ts';
import type {Rect} from '../screen/paint/cells.ts';

/** The rectangle of each part of the screen; a missing part does not fit, or has nothing to show. */
export type Layout = {readonly title: Rect; readonly alerts: Rect; readonly footer: Rect} & Panes;
export type Panes = {
  readonly [part in
    | 'lines'
    | 'domains'
    | 'devices'
    | 'cpus'
    | 'history'
    | 'log'
    | 'charts'
    | 'timebar'
    | 'sharing'
    | 'waveform']?: Rect;
};

/** How many rows each part could fill, without heads; `devices` are those of the selected line. */
export type Wants = {
  readonly [part in 'alerts' | 'lines' | 'domains' | 'devices' | 'allDevices' | 'cpus' | 'timebar']: number;
};

/** The smallest screen that is drawn. */
export const LEAST = {width: 60, height: 16} as const;

const FOOTER_ROWS = 2;
/** Always reserved, so that the panes below do not move when the first alert comes. */
const LEAST_ALERT_ROWS = 2;

/** The rectangles of the parts on a screen of this size. */
export function layout(width: number, height: number, {view}: Pick<UiState, 'view'>, wants: Wants): Layout {
  const body = bodyOf(width, height, wants);
  return {
    title: {x: 0, y: 0, width, height: 1},
    alerts: {x: 0, y: 1, width, height: body.y - 1},
    footer: {x: 0, y: height - FOOTER_ROWS, width, height: FOOTER_ROWS},
    ...(wants.timebar > 0 && {timebar: {x: 0, y: height - FOOTER_ROWS - wants.timebar, width, height: wants.timebar}}),
    ...PANES[view](body, wants),
  };
}

const PANES: {readonly [view in ViewName]: (body: Rect, wants: Wants) => Panes} = {
  lines: linesView,
  cpus(body, wants) {
    const cpus = Math.min(headed(wants.cpus), Math.floor(body.height / 2));
    const lines = Math.min(headed(wants.lines), body.height - cpus);
    return stacked(body, {cpus, lines, log: body.height - cpus - lines});
  },
  sharing(body) {
    const log = body.height < 14 ? 0 : Math.max(Math.floor(body.height / 4), 3);
    return stacked(body, {sharing: body.height - log, log});
  },
  waveform(body, wants) {
    const lines = body.height < 30 ? 0 : Math.min(headed(wants.lines), Math.floor(body.height / 3));
    return stacked(body, {lines, waveform: body.height - lines});
  },
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

/** Whether the devices of all lines fit below the lines. */
export function hasRoomForAllDevices(width: number, height: number, wants: Wants): boolean {
  const body = bodyOf(width, height, wants);
  const {lines, domains, devices, cpus, log} = heightsOf(body, {...wants, devices: wants.allDevices});
  return (
    devices === headed(wants.allDevices) &&
    lines + Math.max(domains + devices + cpus, HISTORY_ROWS) + log <= body.height
  );
}

function bodyOf(width: number, height: number, wants: Wants): Rect {
  const alerts = Math.max(LEAST_ALERT_ROWS, Math.min(wants.alerts, height < 30 ? 4 : 7));
  return {x: 0, y: 1 + alerts, width, height: Math.max(height - 1 - alerts - FOOTER_ROWS - wants.timebar, 0)};
}

/** Below so many rows only the most important parts are shown. */
const LOW = 24;
/** From so many columns on the history of the selected line is beside domains and devices. */
const WIDE = 110;
/** A history with fewer rows shows little. */
const HISTORY_ROWS = 10;

function isWide({width, height}: Rect): boolean {
  return height >= LOW && width >= WIDE;
}

/** The height that each part needs, and the least height of the log, where it fits. */
function heightsOf(body: Rect, wants: Wants) {
  const low = body.height < LOW;
  const lines = headed(wants.lines);
  const domains = Math.min(headed(wants.domains), low ? 6 : 13);
  const devices = low ? 0 : Math.min(headed(wants.devices), body.height < 45 ? 7 : 21);
  const cpus = isWide(body) && domains + devices > 0 ? Math.min(headed(wants.cpus), 9) : 0;
  const log = body.height < 14 ? 0 : low ? 3 : Math.max(Math.floor((body.height - lines) / 3), 6);
  return {lines, domains, devices, cpus, log};
}

/** The lines; below them domains and devices beside the history of the selected line; the log at the bottom. The history gets spare rows. */
function linesView(body: Rect, wants: Wants): Panes {
  const {lines: all, domains, devices, cpus, log: least} = heightsOf(body, wants);
  const tables = domains + devices + (isWide(body) ? cpus : 0);
  const wide = isWide(body);
  const atLeast = wide ? Math.max(domains + devices, HISTORY_ROWS) : domains + devices;
  const lines = Math.min(all, body.height - atLeast - least);
  const left = body.height - lines - least;
  const middle = wide ? Math.max(atLeast, Math.min(left, Math.max(tables, MOST_HISTORY_ROWS))) : atLeast;
  const {middle: at, ...others} = stacked(body, {lines, middle, log: body.height - lines - middle});
  if (!at) return others;
  return {...others, ...(wide ? beside(at, {domains, devices, cpus}) : stacked(at, {domains, devices}))};
}

const MOST_HISTORY_ROWS = 27;

/** Tables at the left, if there are any; the history at the right. */
function beside(middle: Rect, {domains, devices, cpus}: {domains: number; devices: number; cpus: number}): Panes {
  const width = domains + devices === 0 ? 0 : middle.width >= 160 ? 92 : 80;
  const history = {...middle, x: middle.x + width, width: middle.width - width};
  const left = middle.height - domains - devices;
  return {
    ...stacked({...middle, width}, {domains, devices, cpus: left > 1 ? Math.min(cpus, left) : 0}),
    history,
  };
}

/** The height of a table of so many rows with its head; 0 without rows. */
function headed(rows: number): number {
  return rows === 0 ? 0 : rows + 1;
}

/** Rectangles one below the other, of these heights; those without height are left out. */
function stacked<Name extends string>(body: Rect, heights: {[name in Name]: number}): {[name in Name]?: Rect} {
  const parts: {[name in Name]?: Rect} = {};
  let y = body.y;
  for (const name in heights) {
    if (heights[name] > 0) parts[name] = {...body, y, height: heights[name]};
    y += Math.max(heights[name], 0);
  }
  return parts;
}
