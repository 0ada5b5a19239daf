import {createElement} from 'react';
import {openLive} from '../session/live.ts';
import {openPace, type Speed} from '../session/pace.ts';
import type {Session} from '../session/session.ts';
import {App} from '../ui/App.tsx';
import {openScreen} from '../ui/screen/screen.ts';
import {endBy, runInk} from '../ui/screen/terminal.tsx';
import {none, sixteen} from '../ui/theme.ts';
import {wantsColor} from './color.ts';
import type {Io, Terminal} from './io.ts';
import {keepSmall} from './memory.ts';

export type ScreenOptions = {
  speed?: Speed;
  color?: 'auto' | 'always' | 'never';
};

/** How often the screen is drawn anew, a quarter of a second as a person can still follow. */
const REFRESH_MS = 250;

/** Shows a session on the terminal until the user quits; returns the exit status. */
export async function showScreen(
  session: Session,
  terminal: Terminal,
  options: ScreenOptions,
  io: Io,
): Promise<number> {
  keepSmall();
  const now = () => performance.now();
  const live = openLive(session, {pace: openPace({now, speed: options.speed ?? 1}), now, later: setImmediate});
  const colored = wantsColor(options.color ?? 'auto', io.env, true);
  const screen = openScreen({...terminal, theme: colored ? sixteen : none});
  const timer = setInterval(live.tick, REFRESH_MS);
  const tree = createElement(App, {port: live, colored, redraw: screen.redraw});
  const exit = await runInk(tree, screen, terminal.host, (then, ms) => setTimeout(then, ms));
  clearInterval(timer);
  return endBy(exit, terminal.host);
}
