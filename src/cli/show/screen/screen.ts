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
  /** What is shown first. */
  from?: Ns;
} & Values<typeof SCREEN_OPTIONS> &
  LinesOptions;

export type ScreenParts = {
  recorder?: RecorderPort;
  /** What can be run again to find single steps. */
  replica?: ReplicaSource;
  /** Ends what is written, when the screen is gone: so long it may wait for what takes nothing. Whether nothing failed. */
  close?(patienceMs: number): Promise<boolean>;
  /** Of a drill: what comes after it. Told how it is shown, and how something else can be. */
  drill?(live: TickedLive, show: (source: Source) => TickedLive): DrillEnd;
};

/** How often the screen is drawn anew, a quarter of a second as a person can still follow. */
const REFRESH_MS = 250;

/** Shows a session on the terminal until the user quits; returns the exit status. */
export async function showScreen(
  session: Session,
  terminal: Terminal,
  given: OpenScreenOptions,
  io: Io,
  parts: ScreenParts = {},
): Promise<number> {
  // A key is answered at once: what it may need of patterns is there before.
  await loadPatterns();
  const {keys, ...configured} = readConfig(io.env);
  const options = {...configured, ...given};
  keepSmall();
  const live = liveOf(session, options.speed, parts.replica);
  if (options.from !== undefined) live.seek(options.from);
  // The clock of a drill starts when its brief has been read; a recording of one is looked at where its debrief says.
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
  // A signal would hide that what was recorded is lost.
  const sound = (await parts.close?.(exit.signal ? SIGNAL_MS : QUIT_MS)) ?? true;
  return sound || !exit.signal ? endBy(exit, terminal.host) : EXIT.error;
}

export function themeOf(
  {color = 'auto', theme = 'default'}: Pick<OpenScreenOptions, 'color' | 'theme'>,
  {env}: Io,
): Theme {
  return wantsColor(color, env, true) ? THEMES_BY_NAME[theme] : THEMES_BY_NAME.mono;
}

/** On quitting there is a short wait for what is recorded; a signal has to end us within a second. */
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
