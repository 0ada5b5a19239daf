import {type Instance, render} from 'ink';
import {createElement, type ReactNode} from 'react';
import {ScreenContext} from './context.ts';
import {openRegions} from './paint/regions.ts';
import type {Theme} from './paint/theme.ts';
import {BEGIN, CLEAR, cleaned, END, enters, isEntered, modesIn} from './terminal/bytes.ts';
import type {Later} from './terminal/host.ts';
import {openKeyboard} from './terminal/keyboard.ts';
import {gather, type InkStdout} from './terminal/stdout.ts';

export type ScreenOptions = {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  theme: Theme;
  /** Only characters that every terminal has are painted, whatever is drawn. */
  ascii?: boolean;
  /** Clicks and the wheel are told. */
  mouse?: boolean;
  /** Resolves when the keys may be read. */
  ready?: Promise<void>;
  /** ms. */
  now?: () => number;
  later?: Later;
  /** Told when somebody else gets the terminal, and when it is ours again. */
  held?(held: boolean): void;
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
  /** As if it had been typed now. */
  feed(typed: string): void;
  /** Whether the terminal has taken all that was sent. */
  readonly drained: boolean;
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

/** Opens a screen on a terminal. */
export function openScreen(options: ScreenOptions): Screen {
  const {stdin, stdout: terminal, stderr, theme, ascii, mouse = false} = options;
  const counters = {commits: 0, inkWrites: 0, writes: 0, bytes: 0};
  const gathering = gather(terminal, compose, () => options.later?.(gathering.letGo, DRAIN_MS));
  const regions = openRegions(gathering.stream, {theme, ascii}, failed);
  const keyboard = openKeyboard(stdin, {...options, failed});
  let instance: Instance | undefined;
  // Whether there is a screen of ours at all.
  let entered = false;

  const tracker = {
    track: regions.track,
    refresh: gathering.schedule,
    get cells() {
      return regions.cells;
    },
  };
  const screen: Screen = {
    stdout: gathering.stream,
    theme,
    stderr,
    counters,
    render(tree) {
      const onScreen = (tree: ReactNode) => createElement(ScreenContext, {value: tracker}, tree);
      instance = render(onScreen(tree), {...INK, stdin: keyboard.stream, stdout: gathering.stream, stderr, onRender});
      return {...instance, rerender: tree => instance!.rerender(onScreen(tree))};
    },
    refresh: gathering.schedule,
    redraw,
    mute(muted) {
      if (muted) gathering.flush();
      gathering.mute(muted);
      options.held?.(muted);
    },
    feed: keyboard.feed,
    get drained() {
      return gathering.isDrained();
    },
    direct: gathering.direct,
    close(then = () => {}) {
      terminal.off('resize', redraw);
      gathering.flush();
      gathering.mute(true);
      gathering.drained(() => {
        setBlocking(terminal, true);
        setBlocking(stderr, true);
        then();
      });
    },
    onError(error) {
      throw error;
    },
  };
  setBlocking(terminal, false);
  // Ink shows the cursor there at the very end, also when the terminal takes nothing.
  setBlocking(stderr, false);
  terminal.on('resize', redraw);
  // Kept to the end of the process: a terminal that is gone says so more than once.
  terminal.on('error', failed);
  return screen;

  function failed(error: Error): void {
    screen.onError(error);
  }

  function onRender(): void {
    counters.commits++;
    regions.moved();
    gathering.schedule();
  }

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
    gathering.add(modesIn(written + gathering.take()));
    gathering.add(CLEAR);
    gathering.stream.emit('resize');
  }

  function forget(): void {
    regions.forget(gathering.stream.columns, gathering.stream.rows);
  }

  function compose(written: string): string {
    const ink = cleaned(written, {mouse, colored: theme.colored});
    if (enters(written)) forget();
    entered = isEntered(written, entered);
    const ours = entered ? regions.draw(ink !== '') : {before: '', after: ''};
    const bytes = ours.before + ink + ours.after;
    if (bytes === '') return '';
    counters.writes++;
    counters.bytes += bytes.length;
    if (ink !== '') counters.inkWrites++;
    return BEGIN + bytes + END;
  }
}

/** A terminal that takes nothing does not keep Ink from ending. */
const DRAIN_MS = 100;

const INK = {
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
} as const;

/**
 * Node makes writes to a terminal block, so that one that stands still would stop us in the middle of a write, deaf to signals. There is
 * no public way to change that. Node has opened the terminal anew for itself, so nobody else's stream is changed with it.
 */
function setBlocking(terminal: object, blocking: boolean): void {
  (terminal as {_handle?: {setBlocking?(blocking: boolean): void}})._handle?.setBlocking?.(blocking);
}
