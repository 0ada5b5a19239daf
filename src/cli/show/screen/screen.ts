import {createElement} from 'react';
import {loadPatterns} from '../../../model/words/pattern.ts';
import type {Ns} from '../../../protocol/words.ts';
import {openLive, type TickedLive} from '../../../session/live.ts';
import {openPace, type Speed} from '../../../session/pace.ts';
import type {RecorderPort} from '../../../session/recorder/recorder-port.ts';
import {openSession, type Session} from '../../../session/session.ts';
import type {ReplicaSource} from '../../../session/steps/steps.ts';
import type {Source} from '../../../source/source.ts';
import {App} from '../../../ui/app/App.tsx';
import {FIRST_FOCUS} from '../../../ui/reduce/view.ts';
import type {UiState} from '../../../ui/scene/ui-state.ts';
import {THEMES_BY_NAME, type Theme} from '../../../ui/screen/paint/theme.ts';
import {openScreen} from '../../../ui/screen/screen.ts';
import {endBy, runInk} from '../../../ui/screen/terminal/terminal.tsx';
import {readConfig, writeConfig} from '../../program/config.ts';
import {EXIT, type Io, type Terminal} from '../../program/io.ts';
import type {Values} from '../../program/options/option-row.ts';
import type {SCREEN_OPTIONS} from '../../program/options/shared-options.ts';
import {keepSmall} from '../../program/process/memory.ts';
import {openScreenGuard} from '../../program/process/screen-guard.ts';
import {stallWhenTested} from '../../program/process/test-stall.ts';
import {wantsColor} from '../color.ts';
import {type LinesOptions, selectionOf} from '../frames/frame-options.ts';
import {savePicture} from '../picture/picture.ts';
import type {DrillEnd} from './drill-end.ts';
import {wantsAscii} from './terminfo.ts';

export type OpenScreenOptions = {
  speed?: Speed;
  color?: 'auto' | 'always' | 'never';
  /** The first time that is shown. */
  from?: Ns;
} & Values<typeof SCREEN_OPTIONS> &
  LinesOptions;

export type ScreenParts = {
  recorder?: RecorderPort;
  /** How to run the session again, for hardware-level steps. */
  replica?: ReplicaSource;
  /** Ends the recordings after the screen has closed. `patienceMs`: how long a file may take nothing. Resolves with whether nothing failed. */
  close?(patienceMs: number): Promise<boolean>;
  /** Opens the end of a drill, for the session on the screen; `show` opens a screen session for another source. */
  drill?(live: TickedLive, show: (source: Source) => TickedLive): DrillEnd;
};

/** Time between two refreshes: slow enough that a person can follow. */
const REFRESH_MS = 250;

/** Shows a session on the terminal until the user quits; returns the exit status. */
export async function showScreen(
  session: Session,
  terminal: Terminal,
  given: OpenScreenOptions,
  io: Io,
  parts: ScreenParts = {},
): Promise<number> {
  // Patterns are loaded before the first key, so that every key is answered at once.
  await loadPatterns();
  const {keys, ...configured} = readConfig(io.env);
  const options = {...configured, ...given};
  keepSmall();
  const live = liveOf(session, options.speed, parts.replica);
  if (options.from !== undefined) live.seek(options.from);
  // A drill starts paused until its brief has been read; so does the replay of a drill, at the moment that its debrief names.
  if (session.header.briefing || parts.drill) live.pause();
  const drill = parts.drill?.(live, source => liveOf(openSession(source)));
  const {ascii = wantsAscii(io.env)} = options;
  const theme = themeOf(options, io);
  // commander makes `--no-mouse` a false `mouse`.
  const mouse = (options.mouse as boolean | undefined) ?? true;
  const keysFrom = terminal.keys?.() ?? terminal.stdin;
  const guard = openScreenGuard(terminal.stdout, keysFrom);
  const now = () => performance.now();
  const later = (then: () => void, ms: number) => setTimeout(then, ms);
  const screen = openScreen({...terminal, ...guard, stdin: keysFrom, theme, ascii, mouse, now, later});
  const tick = () => {
    guard.beat();
    live.tick();
    drill?.tick();
  };
  const timer = setInterval(tick, REFRESH_MS);
  const {recorder} = parts;
  const ui = uiOf(options, parts);
  const tree = createElement(App, {
    port: live,
    ascii,
    colored: theme.colored,
    ui,
    recorder,
    drill,
    keys,
    save: ui => writeConfig(io.env, ui),
    savePicture: cells => savePicture(cells, io.env),
    redraw: screen.redraw,
    now,
  });
  guard.watch(screen.feed);
  stallWhenTested(io.env);
  const exit = await runInk(tree, screen, terminal.host, later, {...guard, before: io.signal});
  clearInterval(timer);
  await guard.end(screen.drained);
  if (keysFrom !== terminal.stdin) keysFrom.destroy();
  // A signal would hide that the recording is lost.
  const sound = (await parts.close?.(exit.signal ? SIGNAL_MS : QUIT_MS)) ?? true;
  return sound || !exit.signal ? endBy(exit, terminal.host) : EXIT.error;
}

export function themeOf(
  {color = 'auto', theme = 'default'}: Pick<OpenScreenOptions, 'color' | 'theme'>,
  {env}: Io,
): Theme {
  return wantsColor(color, env, true) ? THEMES_BY_NAME[theme] : THEMES_BY_NAME.mono;
}

/** On quitting, recordings get this much time to be written; after a signal the program must end within a second. */
const QUIT_MS = 800;
const SIGNAL_MS = 300;

function liveOf(session: Session, speed: Speed = 1, replica?: ReplicaSource): TickedLive {
  const now = () => performance.now();
  return openLive(session, {pace: openPace({now, speed}), now, later: setImmediate, replica});
}

function uiOf(options: OpenScreenOptions, {drill}: ScreenParts): Partial<UiState> {
  const {cpus, columns, view} = options;
  return {
    ...selectionOf(options),
    ...(cpus && {cpus}),
    ...(columns && {columns}),
    ...(view && {view, focus: FIRST_FOCUS[view]}),
    ...(drill && {popup: {kind: 'drill', at: 0}}),
  };
}
