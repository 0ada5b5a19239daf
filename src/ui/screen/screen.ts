import {type Instance, render} from 'ink';
import {createElement, type ReactNode} from 'react';
import {ScreenContext} from './context.ts';
import {openRegions, type Regions} from './paint/regions.ts';
import type {Theme} from './paint/theme.ts';
import {
  addBytes,
  afterDrain,
  type FrameWriter,
  flushFrame,
  holdFrames,
  type InkStdout,
  isDrained,
  muteFrames,
  openFrameWriter,
  releaseFrames,
  scheduleFrame,
  sendDirectly,
  stopWaiting,
  takeInk,
} from './terminal/frame-writer.ts';
import type {Later} from './terminal/host.ts';
import {type Keyboard, openKeyboard} from './terminal/keyboard.ts';
import {adaptInk, BEGIN, CLEAR, END, enters, isEntered, modesIn} from './terminal/sequences.ts';

export type ScreenOptions = {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  theme: Theme;
  /** Only ASCII characters are painted, whatever is drawn. */
  ascii?: boolean;
  /** The terminal reports clicks and the wheel. */
  mouse?: boolean;
  /** Resolves when the keys may be read. */
  ready?: Promise<void>;
  /** ms. */
  now?: () => number;
  later?: Later;
  /** Called when another program gets the terminal, and when we have it again. */
  held?(held: boolean): void;
};

/** A terminal that shows a tree of Ink's and regions of ours, each frame in one write. */
export type Screen = {
  /** The stream for Ink. */
  readonly stdout: InkStdout;
  readonly theme: Theme;
  readonly stderr: NodeJS.WriteStream;
  /** Gives a tree to Ink, on the alternate screen. Once. */
  render(tree: ReactNode): Instance;
  /** Draws all regions again at the end of this turn, in one write with what Ink has written in it. */
  refresh(): void;
  /** Draws everything on a cleared terminal, of whatever size it has now. */
  redraw(): void;
  /** Hands the terminal to another program, with what Ink has written to leave it; or takes it back. */
  mute(muted: boolean): void;
  /** From now on every write of Ink's is sent at once, as the process ends. */
  direct(): void;
  /** Handles a text as if it had been typed now. */
  feed(typed: string): void;
  /** Whether the terminal has taken all that was sent. */
  readonly drained: boolean;
  /** Sends what is left and stops; calls back when the terminal has taken all of it. */
  close(then?: () => void): void;
  /** Called with what a `draw` has thrown, or with the error of a write. By default it is thrown again. */
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
  const screen = openParts(options);
  listen(screen);
  return publicScreen(screen);
}

type ScreenState = {
  readonly options: ScreenOptions;
  readonly counters: Screen['counters'];
  readonly writer: FrameWriter;
  readonly regions: Regions;
  readonly keyboard: Keyboard;
  /** Ink's, once a tree was rendered. */
  instance?: Instance;
  /** Ink is on the alternate screen. */
  entered: boolean;
  onError(error: Error): void;
  /** Listens for new sizes. */
  readonly onResize: () => void;
};

function openParts(options: ScreenOptions): ScreenState {
  const {stdin, stdout, theme, ascii, later} = options;
  const failed = (error: Error) => screen.onError(error);
  const compose = (ink: string) => composeFrame(screen, ink);
  const writer: FrameWriter = openFrameWriter(stdout, compose, () => later?.(() => stopWaiting(writer), DRAIN_MS));
  const screen: ScreenState = {
    options,
    counters: {commits: 0, inkWrites: 0, writes: 0, bytes: 0},
    writer,
    regions: openRegions(writer.stream, {theme, ascii}, failed),
    keyboard: openKeyboard(stdin, {...options, failed}),
    entered: false,
    onError(error) {
      throw error;
    },
    onResize: () => redraw(screen),
  };
  return screen;
}

function listen(screen: ScreenState): void {
  const {stdout, stderr} = screen.options;
  setBlocking(stdout, false);
  // Ink shows the cursor there at the very end, also when the terminal takes nothing.
  setBlocking(stderr, false);
  stdout.on('resize', screen.onResize);
  // Kept to the end of the process: a terminal that is gone emits more than one error.
  stdout.on('error', error => screen.onError(error));
}

function publicScreen(screen: ScreenState): Screen {
  const {options, counters, writer, keyboard} = screen;
  return {
    stdout: writer.stream,
    theme: options.theme,
    stderr: options.stderr,
    counters,
    render: tree => renderTree(screen, tree),
    refresh: () => scheduleFrame(writer),
    redraw: screen.onResize,
    mute: muted => mute(screen, muted),
    feed: keyboard.feed,
    direct: () => sendDirectly(writer),
    close: (then = () => {}) => close(screen, then),
    get drained() {
      return isDrained(writer);
    },
    get onError() {
      return screen.onError;
    },
    set onError(handle) {
      screen.onError = handle;
    },
  };
}

function renderTree(screen: ScreenState, tree: ReactNode): Instance {
  const {writer, regions, keyboard, options} = screen;
  const tracker = {
    track: regions.track,
    refresh: () => scheduleFrame(writer),
    get cells() {
      return regions.cells;
    },
  };
  const onScreen = (tree: ReactNode) => createElement(ScreenContext, {value: tracker}, tree);
  const streams = {stdin: keyboard.stream, stdout: writer.stream, stderr: options.stderr};
  const instance = render(onScreen(tree), {...INK, ...streams, onRender: () => rendered(screen)});
  screen.instance = instance;
  return {...instance, rerender: tree => instance.rerender(onScreen(tree))};
}

const INK = {
  alternateScreen: true,
  incrementalRendering: true,
  // Whether this is a terminal has been decided before; CI in the environment changes nothing about it.
  interactive: true,
  // The views decide what a key means.
  exitOnCtrlC: false,
  // Nothing of ours writes to the console; what other code writes there belongs on stderr.
  patchConsole: false,
  // Ink would delay a second commit within so many ms, and regions that it moves would be painted at their old place.
  maxFps: 0,
} as const;

function rendered({counters, regions, writer}: ScreenState): void {
  counters.commits++;
  regions.moved();
  scheduleFrame(writer);
}

function composeFrame(screen: ScreenState, written: string): string {
  const {options, counters, regions} = screen;
  const ink = adaptInk(written, {mouse: options.mouse ?? false, colored: options.theme.colored});
  if (enters(written)) forget(screen);
  screen.entered = isEntered(written, screen.entered);
  const ours = screen.entered ? regions.draw(ink !== '') : {before: '', after: ''};
  const bytes = ours.before + ink + ours.after;
  if (bytes === '') return '';
  counters.writes++;
  counters.bytes += bytes.length;
  if (ink !== '') counters.inkWrites++;
  return BEGIN + bytes + END;
}

/**
 * As a rule the terminal has another size, and it may show anything. Ink draws at once, and again when React has given the views the
 * new size, which takes it a turn; the first of these frames does not fit and tears the screen. So all of that is held back and
 * discarded, Ink is made to forget what it has drawn, and draws once more: a whole screen, and one write.
 */
function redraw(screen: ScreenState): void {
  const {instance, writer} = screen;
  // While another program has the terminal nothing is drawn; when we come back everything is.
  if (!screen.entered || !instance) return;
  const {waitUntilRenderFlush} = instance;
  forget(screen);
  holdFrames(writer);
  writer.stream.emit('resize');
  void waitUntilRenderFlush()
    .then(waitUntilRenderFlush)
    .then(() => startOver(screen))
    .then(() => releaseFrames(writer));
}

function startOver({instance, writer, entered}: ScreenState): void {
  const written = takeInk(writer);
  if (!entered || !isEntered(written, true)) {
    addBytes(writer, written);
    return;
  }
  instance?.clear();
  addBytes(writer, modesIn(written + takeInk(writer)));
  addBytes(writer, CLEAR);
  writer.stream.emit('resize');
}

/** What the terminal shows is unknown from now on. */
function forget({regions, writer: {stream}}: ScreenState): void {
  regions.forget(stream.columns, stream.rows);
}

function mute({writer, options}: ScreenState, muted: boolean): void {
  if (muted) flushFrame(writer);
  muteFrames(writer, muted);
  options.held?.(muted);
}

function close({writer, options: {stdout, stderr}, onResize}: ScreenState, then: () => void): void {
  stdout.off('resize', onResize);
  flushFrame(writer);
  muteFrames(writer, true);
  afterDrain(writer, () => {
    setBlocking(stdout, true);
    setBlocking(stderr, true);
    then();
  });
}

/** A terminal that takes nothing does not keep Ink from ending. */
const DRAIN_MS = 100;

/**
 * Node makes writes to a terminal block, so that a terminal that takes nothing would stop us in the middle of a write, unable to handle
 * signals. There is no public way to change that. Node has opened the terminal for itself, so the stream of no other program changes.
 */
function setBlocking(terminal: object, blocking: boolean): void {
  (terminal as {_handle?: {setBlocking?(blocking: boolean): void}})._handle?.setBlocking?.(blocking);
}
