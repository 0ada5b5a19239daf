import {useApp, useInput} from 'ink';
import {type PropsWithChildren, type ReactNode, useEffect} from 'react';
import {sanitize} from '../../../protocol/sanitize.ts';
import type {Screen} from '../screen.ts';
import type {Host, Later} from './host.ts';
import {type EndingSignal, EXIT_STATUSES, signalNames} from './signals.ts';
import {openSuspension, type Suspension} from './suspension.ts';

/** How the screen ended. `signal` is to be raised again by `endBy`, so that whoever started us sees what ended us. */
export type ScreenExit = {status: number; signal?: NodeJS.Signals};

/** A terminal that takes nothing any more must not keep us. */
const DRAIN_MS = 300;
/** By then the process is gone, whatever is still to be cleaned up. */
const DEADLINE_MS = 900;

export type Endings = {
  /** Those that end us. */
  signals?: readonly EndingSignal[];
  /** Until then a signal that is raised again may be heard by somebody else, and do nothing. */
  release?(): Promise<void>;
  /** Aborted by a signal, its reason, that came while the program had no screen yet. */
  before?: AbortSignal;
};

/**
 * Shows a tree on a screen until a view exits (`useApp().exit(status?)`), a signal ends us, the terminal is gone or something throws.
 * When it resolves the terminal is as it was, and what was thrown has been said on stderr.
 */
export async function runInk(
  tree: ReactNode,
  screen: Screen,
  host: Host,
  later: Later,
  {signals = ['SIGHUP', 'SIGINT', 'SIGTERM'], release, before}: Endings = {},
): Promise<ScreenExit> {
  const suspension = openSuspension(screen, host, later);
  const {promise, resolve} = Promise.withResolvers<ScreenExit & {error?: unknown}>();
  const fail = (error: unknown) => resolve(isGone(error) ? HUNG_UP : {status: 1, error});
  const listeners = listen(host, screen, signals, {...suspension, fail, end: resolve});
  screen.onError = fail;
  if (before?.aborted) resolve(exitBy(before.reason));

  const instance = screen.render(<JobControl suspension={suspension}>{tree}</JobControl>);
  instance.waitUntilExit().then(value => resolve({status: typeof value === 'number' ? value : 0}), fail);

  const {error, ...exit} = await promise;
  const endNow = () => endBy(exit, host);
  later(() => (release ? void release().then(endNow) : endNow()), DEADLINE_MS).unref();
  suspension.end();
  instance.unmount();
  await new Promise<void>(closed => {
    screen.close(closed);
    later(closed, DRAIN_MS).unref();
  });
  // Not before: a second signal does not tear what the first one began.
  for (const [event, listener] of listeners) host.off(event, listener);
  if (error !== undefined) screen.stderr.write(said(error));
  return exit;
}

/**
 * Ends the process by the signal that ended the screen, when that was so; otherwise gives the exit status. Nobody else is asked: Ink
 * leaves a listener behind which writes to stderr, and would wait there for a terminal that takes nothing.
 */
export function endBy({status, signal}: ScreenExit, host: Host): number {
  if (signal) {
    for (const name of signalNames(signal)) host.removeAllListeners(name);
    host.kill(host.pid, signal);
  }
  return status;
}

type Handlers = Pick<Suspension, 'stop' | 'continued'> & {fail(error: unknown): void; end(exit: ScreenExit): void};

/**
 * Ink restores the terminal on a signal too, but only while nobody else listens to that signal; and we have to: its last bytes would
 * wait in our stdout for the end of a turn that never comes.
 */
function listen(
  host: Host,
  screen: Screen,
  signals: readonly EndingSignal[],
  {stop, continued, fail, end}: Handlers,
): [string, (error: Error) => void][] {
  const listeners: [string, (error: Error) => void][] = [
    ...signals.map((signal): [string, () => void] => [signal, () => end(exitBy(signal))]),
    ['SIGTSTP', stop],
    ['SIGCONT', continued],
    ['uncaughtException', fail],
    // Somebody has called process.exit: Ink, which hears of it behind us, restores the terminal.
    ['exit', screen.direct],
  ];
  for (const [event, listener] of listeners) host.on(event, listener);
  return listeners;
}

function exitBy(signal: EndingSignal): ScreenExit {
  return {status: EXIT_STATUSES[signal], signal};
}

/** Ctrl-z is a key like any other to Ink, and the terminal sends no signal for it while it hands us every key. */
function JobControl({suspension, children}: PropsWithChildren<{suspension: Suspension}>): ReactNode {
  const {suspendTerminal} = useApp();
  useEffect(() => suspension.by(suspendTerminal), [suspension, suspendTerminal]);
  useInput((input, key) => {
    if (key.ctrl && input === 'z') suspension.stop();
  });
  return children;
}

/** What a closed window does, when it is our reading or writing that finds it closed and not the signal. */
const HUNG_UP: ScreenExit = {status: EXIT_STATUSES.SIGHUP, signal: 'SIGHUP'};

/** The terminal is not there any more. That is an end, not an error. */
function isGone(error: unknown): boolean {
  const {code} = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED';
}

const LONGEST_LINE = 500;

/** Said after the terminal has been restored: Ink's own page about an error goes down with the alternate screen. */
function said(error: unknown): string {
  const {message, stack = ''} = error instanceof Error ? error : new Error(String(error));
  const lines = [`irqdeck: the screen broke: ${message}`, ...stack.split('\n').slice(1)];
  return lines.map(line => `${sanitize(line, LONGEST_LINE)}\n`).join('');
}
