import {setTimeout as sleep} from 'node:timers/promises';
import {createElement} from 'react';
import type {Process} from '../../../source/program/process.ts';
import type {ProcessSource} from '../../../source/program/process-source.ts';
import {asksOnTerminal, holdsTerminal, setTerminal, terminalSettings} from '../../../source/program/terminal-use.ts';
import {Waiting, type WaitingPort} from '../../../ui/app/Waiting.tsx';
import {openScreen} from '../../../ui/screen/screen.ts';
import {endBy, runInk} from '../../../ui/screen/terminal/terminal.tsx';
import {readConfig} from '../../program/config.ts';
import {EXIT, type Io, type Terminal} from '../../program/io.ts';
import {openScreenGuard} from '../../program/process/screen-guard.ts';
import {type OpenScreenOptions, themeOf} from './screen.ts';
import {wantsAscii} from './terminfo.ts';

/** The terminal must be unused for this long before a screen opens without data, so that the program can ask for a password. */
const GRACE_MS = 1_500;
const LOOK_MS = 250;

/** A program that has begun, or the exit status. */
export type Awaited = {source: ProcessSource} | {status: number};

/**
 * Waits for a program to begin: first without a screen, because it may ask for a password; then on a screen that shows the reason for
 * waiting. Rejects if the program's source does.
 */
export async function awaitOnScreen(
  program: Process,
  terminal: Terminal,
  given: OpenScreenOptions,
  io: Io,
): Promise<Awaited> {
  const sinceMs = performance.now();
  const begun = program.source.then(source => ({source}));
  const saved = await terminalSettings();
  for (;;) {
    const early = await waitWithoutScreen(program, begun, io.signal);
    if (early !== null) return early;
    const shown = await showWaiting(program, begun, sinceMs, terminal, given, io);
    if (shown !== null) return shown;
    // Ink leaves stdin reading, so we would take the keys of the program.
    terminal.stdin.pause();
    const late = await waitForAnswer(program, begun, saved, io);
    if (late !== null) return late;
  }
}

/** `null`: no data yet, and the terminal is not used. */
async function waitWithoutScreen(
  {pid}: Process,
  begun: Promise<Awaited>,
  signal: AbortSignal,
): Promise<Awaited | null> {
  for (let freeMs = 0; freeMs < GRACE_MS; freeMs += LOOK_MS) {
    const early = await pause(begun, signal);
    if (early !== null) return early;
    if (await asksOnTerminal(pid)) freeMs = -LOOK_MS;
  }
  return null;
}

async function pause(begun: Promise<Awaited>, signal: AbortSignal): Promise<Awaited | null> {
  const over = new AbortController();
  const interrupted = sleep(LOOK_MS, null, {signal: AbortSignal.any([signal, over.signal])}).catch(() => null);
  try {
    const early = await Promise.race([begun, interrupted]);
    return early ?? (signal.aborted ? {status: EXIT.interrupted} : null);
  } finally {
    over.abort();
  }
}

/** `null`: the program has taken the terminal. */
async function showWaiting(
  program: Process,
  begun: Promise<Awaited>,
  sinceMs: number,
  terminal: Terminal,
  given: OpenScreenOptions,
  io: Io,
): Promise<Awaited | null> {
  const options = {...readConfig(io.env), ...given};
  const {ascii = wantsAscii(io.env)} = options;
  const guard = openScreenGuard(terminal.stdout, terminal.stdin);
  const later = (then: () => void, ms: number) => setTimeout(then, ms);
  const screen = openScreen({...terminal, ...guard, theme: themeOf(options, io), ascii, later});
  const taken = Promise.withResolvers<null>();
  const listeners = new Set<() => void>();
  const timer = setInterval(() => {
    guard.beat();
    if (holdsTerminal(program.pid)) taken.resolve(null);
    for (const changed of listeners) changed();
  }, LOOK_MS);
  const over = Promise.race([begun, taken.promise]);
  let quit = false;
  const port: WaitingPort = {
    title: `irqdeck watch ${program.name}`,
    sentences: () => sentencesOf(program, performance.now() - sinceMs),
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    over: then => void over.then(then, then),
    quit() {
      quit = true;
    },
  };
  const endings = {...guard, before: io.signal};
  const exit = await runInk(createElement(Waiting, {port}), screen, terminal.host, later, endings);
  await guard.end(screen.drained);
  clearInterval(timer);
  if (exit.signal || exit.status !== 0) return {status: endBy(exit, terminal.host)};
  return quit ? {status: EXIT.done} : over;
}

function sentencesOf(program: Process, waitedMs: number): string[] {
  const {lastStderrLine} = program;
  return [
    `${program.waiting}; it was started ${Math.floor(waitedMs / 1e3)} s ago.`,
    lastStderrLine === null ? 'It has written nothing to its stderr.' : `Its stderr ends with: ${lastStderrLine}`,
    'The screen opens with its first records; q or ctrl-c ends it and all that it has started.',
  ];
}

/**
 * The program asks after the screen has opened. Its question was lost with the screen, and the answer may be a password, so nothing is
 * echoed. Afterwards the terminal is as before. `null`: the program has its answer, but has not begun.
 */
async function waitForAnswer(
  program: Process,
  begun: Promise<Awaited>,
  saved: string | null,
  {say, signal}: Io,
): Promise<Awaited | null> {
  await setTerminal('-echo');
  say(`irqdeck: ${program.name} asks something on this terminal, perhaps a password; your input is not shown.`);
  try {
    for (let early = null; ; ) {
      early = await pause(begun, signal);
      if (early !== null || !holdsTerminal(program.pid)) return early;
    }
  } finally {
    await setTerminal(...(saved === null ? ['sane'] : [saved]));
  }
}
