import {createElement} from 'react';
import type {Ns} from '../protocol/words.ts';
import {openLive} from '../session/live.ts';
import {openPace, type Speed} from '../session/pace.ts';
import type {Session} from '../session/session.ts';
import {App} from '../ui/App.tsx';
import type {RecorderPort} from '../ui/port.ts';
import {FOCUS} from '../ui/reduce/show.ts';
import {openScreen} from '../ui/screen/screen.ts';
import {endBy, runInk} from '../ui/screen/terminal.tsx';
import type {UiState} from '../ui/state.ts';
import {THEMES_BY_NAME} from '../ui/theme.ts';
import {wantsColor} from './color.ts';
import {readConfig, writeConfig} from './config.ts';
import type {Io, Terminal} from './io.ts';
import {keepSmall} from './memory.ts';
import type {SCREEN_OPTIONS, Values} from './options.ts';
import {type LinesOptions, selectionOf} from './show.ts';

export type ScreenOptions = {
  speed?: Speed;
  color?: 'auto' | 'always' | 'never';
  /** What is shown first. */
  from?: Ns;
} & Values<typeof SCREEN_OPTIONS> &
  LinesOptions;

/** How often the screen is drawn anew, a quarter of a second as a person can still follow. */
const REFRESH_MS = 250;

/** Shows a session on the terminal until the user quits; returns the exit status. */
export async function showScreen(
  session: Session,
  terminal: Terminal,
  given: ScreenOptions,
  io: Io,
  recorder?: RecorderPort,
): Promise<number> {
  const {keys, ...configured} = readConfig(io.env);
  const options = {...configured, ...given};
  keepSmall();
  const now = () => performance.now();
  const live = openLive(session, {pace: openPace({now, speed: options.speed ?? 1}), now, later: setImmediate});
  if (options.from !== undefined) live.seek(options.from);
  // The clock of a drill starts when its brief has been read.
  if (session.header.briefing) live.pause();
  const {color = 'auto', theme: named = 'default', view, ascii} = options;
  const theme = wantsColor(color, io.env, true) ? THEMES_BY_NAME[named] : THEMES_BY_NAME.mono;
  // commander makes `--no-mouse` a false `mouse`.
  const mouse = (options.mouse as boolean | undefined) ?? true;
  const screen = openScreen({...terminal, theme, mouse});
  const timer = setInterval(live.tick, REFRESH_MS);
  const tree = createElement(App, {
    port: live,
    ascii,
    colored: theme.colored,
    ui: {
      ...shownAtFirst(options),
      ...(view && {view, focus: FOCUS[view]}),
      ...(session.header.briefing && {popup: {kind: 'drill', at: 0}}),
    },
    recorder,
    keys,
    save: ui => writeConfig(io.env, ui),
    redraw: screen.redraw,
  });
  const exit = await runInk(tree, screen, terminal.host, (then, ms) => setTimeout(then, ms));
  clearInterval(timer);
  return endBy(exit, terminal.host);
}

function shownAtFirst(options: LinesOptions): Partial<UiState> {
  const {cpus, columns} = options;
  return {...selectionOf(options), ...(cpus && {cpus}), ...(columns && {columns})};
}
