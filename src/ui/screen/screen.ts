import {type Instance, render} from 'ink';
import {createElement, type ReactNode} from 'react';
import type {Theme} from '../theme.ts';
import {canvasOn, clearCells} from './cells.ts';
import {ScreenContext, type Tracked} from './context.ts';
import {deafStdin} from './deaf.ts';
import {type Placed, place} from './layout.ts';
import {createPainter} from './painter.ts';
import {gather, type InkStdout} from './stdout.ts';

export type ScreenOptions = {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  theme: Theme;
  /** Clicks and the wheel are told. */
  mouse?: boolean;
};

/** A terminal that shows a tree of Ink's and regions of ours, each frame in one write. */
export type Screen = {
  /** The stream for Ink; in nobody else's hands. */
  readonly stdout: InkStdout;
  readonly theme: Theme;
  readonly stderr: NodeJS.WriteStream;
  /** Gives a tree to Ink, on the alternate screen. Once. */
  render(tree: ReactNode): Instance;
  /** All regions draw anew, at the end of this turn, in one write with whatever Ink has to say in it. */
  refresh(): void;
  /** Everything anew on a cleared terminal, of whatever size it has now. */
  redraw(): void;
  /** Hands the terminal to somebody else, with what Ink has written to leave it; or takes it back. */
  mute(muted: boolean): void;
  /** Every write of Ink's goes out at once from now on, as the process ends. */
  direct(): void;
  /** Sends what is left and stops; calls back when the terminal has taken all of it. */
  close(then?: () => void): void;
  /** Called with what a `draw` has thrown, or a write that failed. Without, it is thrown as it comes. */
  onError: (error: Error) => void;
  readonly counters: {
    /** Frames that Ink has laid out and drawn. */
    commits: number;
    /** Writes that carried something of Ink's. */
    inkWrites: number;
    writes: number;
    bytes: number;
  };
};

const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';
const SAVE = '\x1b7\x1b[m';
const RESTORE = '\x1b8';
const CLEAR = '\x1b[m\x1b[H\x1b[2J';
// Sample input: `\x1b[?25l`, the cursor hidden. What Ink has switched must not be lost with what it has drawn.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const MODES = /\x1b\[\?(?!2026)\d+[hl]/g;
const ALTERNATE_ON = '\x1b[?1049h';
const ALTERNATE_OFF = '\x1b[?1049l';
// Presses and the wheel, with coordinates of any size. Whoever has the screen has the mouse, Ink's own ends included.
const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l';

/** Opens a screen on a terminal. */
export function openScreen({stdin, stdout: terminal, stderr, theme, mouse = false}: ScreenOptions): Screen {
  const tracked = new Set<Tracked>();
  const counters = {commits: 0, inkWrites: 0, writes: 0, bytes: 0};
  const painter = createPainter(terminal.columns, terminal.rows);
  const gathering = gather(terminal, compose);
  let placed: Placed<Tracked>[] = [];
  let instance: Instance | undefined;
  // Whether the layout may have changed since it was looked at; whether there is a screen of ours at all.
  let [stale, entered] = [true, false];

  const screen: Screen = {
    stdout: gathering.stream,
    theme,
    stderr,
    counters,
    render(tree) {
      const onScreen = (tree: ReactNode) => createElement(ScreenContext, {value: tracker}, tree);
      instance = render(onScreen(tree), options);
      return {...instance, rerender: tree => instance!.rerender(onScreen(tree))};
    },
    refresh: gathering.schedule,
    redraw,
    mute(muted) {
      if (muted) gathering.flush();
      gathering.mute(muted);
    },
    direct: gathering.direct,
    close(then = () => {}) {
      terminal.off('resize', redraw);
      gathering.flush();
      gathering.mute(true);
      gathering.drained(() => {
        setBlocking(terminal, true);
        then();
      });
    },
    onError(error) {
      throw error;
    },
  };
  const tracker = {
    track(box: Tracked) {
      tracked.add(box);
      return () => tracked.delete(box);
    },
    refresh: gathering.schedule,
  };
  const options = {
    stdin: deafStdin(stdin),
    stdout: gathering.stream,
    stderr,
    alternateScreen: true,
    incrementalRendering: true,
    // Whether this is a terminal has been settled before; CI in the environment changes nothing about it.
    interactive: true,
    // What a key means is the views' business.
    exitOnCtrlC: false,
    // Nothing of ours writes to the console, and what else does belongs on stderr.
    patchConsole: false,
    // Ink would draw a second commit within so many ms late, and regions that it moves would be painted where they are no more.
    maxFps: 0,
    onRender() {
      counters.commits++;
      stale = true;
      gathering.schedule();
    },
  };
  const failed = (error: Error) => screen.onError(error);
  setBlocking(terminal, false);
  terminal.on('resize', redraw);
  // Kept to the end of the process: a terminal that is gone says so more than once.
  terminal.on('error', failed);
  return screen;

  /**
   * The terminal has, as a rule, another size, and what it shows may be anything. Ink draws at once, and again when React has told the
   * views the new size, which takes it a turn; the first of these frames does not fit and tears the screen. So all of that is kept back
   * and thrown away, Ink is made to forget what it has drawn, and draws once more: a whole screen, and one write.
   */
  function redraw(): void {
    // As long as somebody else has the terminal; when we come back everything is drawn anyway.
    if (!entered || !instance) return;
    const {waitUntilRenderFlush} = instance;
    forget();
    gathering.hold();
    gathering.stream.emit('resize');
    void waitUntilRenderFlush().then(waitUntilRenderFlush).then(startOver).then(gathering.release);
  }

  function startOver(): void {
    const written = gathering.take();
    if (!entered || !isEntered(written, true)) {
      gathering.add(written);
      return;
    }
    instance?.clear();
    gathering.add((written + gathering.take()).match(MODES)?.join('') ?? '');
    gathering.add(CLEAR);
    gathering.stream.emit('resize');
  }

  function forget(): void {
    painter.resize(terminal.columns, terminal.rows);
    placed = [];
    stale = true;
  }

  function compose(written: string): string {
    const ink = cleaned(written);
    if (written.includes(ALTERNATE_ON)) forget();
    entered = isEntered(written, entered);
    const ours = entered ? regions(ink !== '') : {before: '', after: ''};
    const bytes = ours.before + ink + ours.after;
    if (bytes === '') return '';
    counters.writes++;
    counters.bytes += bytes.length;
    if (ink !== '') counters.inkWrites++;
    return BEGIN + bytes + END;
  }

  /** What our regions add before and behind what Ink has written. */
  function regions(overwritten: boolean): {before: string; after: string} {
    const freed = stale ? settle() : '';
    stale = false;
    drawAll();
    return {before: aside(freed), after: aside(painter.paint(overwritten))};
  }

  /** Looks where the boxes are now. */
  function settle(): string {
    const {width, height} = painter.cells;
    placed = place(tracked, {x: 0, y: 0, width, height});
    return painter.setAreas(placed.map(({box, visible}) => ({rect: visible, ours: box.draw !== undefined})));
  }

  function drawAll(): void {
    for (const {box, rect, visible} of placed) {
      // One that is gone stays as it was until Ink has drawn what comes in its place.
      if (!box.draw || !tracked.has(box)) continue;
      clearCells(painter.cells, visible);
      try {
        box.draw(canvasOn(painter.cells, rect, theme, visible));
      } catch (error) {
        screen.onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  /** Ink's bytes without its own marks of a frame; without colours, where there are to be none. */
  function cleaned(written: string): string {
    const frame = written
      .replaceAll(BEGIN, '')
      .replaceAll(END, '')
      .replaceAll(ALTERNATE_ON, ALTERNATE_ON + (mouse ? MOUSE_ON : '') + CLEAR)
      .replaceAll(ALTERNATE_OFF, (mouse ? MOUSE_OFF : '') + ALTERNATE_OFF);
    return theme.colored ? frame : withoutColors(frame);
  }
}

/**
 * Node makes writes to a terminal block, so that one that stands still would stop us in the middle of a write, deaf to signals. There is
 * no public way to change that. Node has opened the terminal anew for itself, so nobody else's stream is changed with it.
 */
function setBlocking(terminal: object, blocking: boolean): void {
  (terminal as {_handle?: {setBlocking?(blocking: boolean): void}})._handle?.setBlocking?.(blocking);
}

/** Between saving and restoring Ink's cursor, from which it goes on. */
function aside(bytes: string): string {
  return bytes === '' ? '' : SAVE + bytes + RESTORE;
}

function isEntered(written: string, before: boolean): boolean {
  const [on, off] = [written.lastIndexOf(ALTERNATE_ON), written.lastIndexOf(ALTERNATE_OFF)];
  return on === off ? before : on > off;
}

/** Sample input: `\x1b[31m` and `\x1b[1;38;5;4m`. Ink knows nothing of NO_COLOR. */
function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/\x1b\[([\d;]+)m/g, (_, codes: string) => {
    const kept = codes.replace(/[34]8;(?:5;\d+|2;\d+;\d+;\d+)/g, '').match(/(?<!\d)(?:\d|2[1-9])(?!\d)/g);
    return kept ? `\x1b[${kept.join(';')}m` : '';
  });
}
