import {useApp, useInput} from 'ink';
import {type PropsWithChildren, type ReactNode, useEffect} from 'react';
import {sanitize} from '../../../protocol/sanitize.ts';
import type {Screen} from '../screen.ts';
import type {Host, Later} from './host.ts';
import {type EndingSignal, EXIT_STATUSES, signalNames} from './signals.ts';
import {openSuspension, type Suspension} from './suspension.ts';

/** How the screen ended. `endBy` raises `signal` again, so that the parent process sees what ended this one. */
export type ScreenExit = {status: number; signal?: NodeJS.Signals};

/** How long to wait for a terminal that takes nothing. */
const DRAIN_MS = 300;
/** After this time the process ends, even if something is not cleaned up. */
const DEADLINE_MS = 900;

export type Endings = {
  /** The signals that end the screen. */
  signals?: readonly EndingSignal[];
  /** Removes other listeners: until then, a signal that is raised again could be handled elsewhere and have no effect. */
  release?(): Promise<void>;
  /** Aborted by a signal that came before there was a screen; the signal is the reason. */
  before?: AbortSignal;
};

/**
 * Shows a tree on a screen until a view exits (`useApp().exit(status?)`), a signal ends it, the terminal is gone or something throws.
 * When it resolves, the terminal is restored, and an error has been written to stderr.
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
  // Not earlier: a second signal must not interrupt the cleaning up.
  for (const [event, listener] of listeners) host.off(event, listener);
  if (error !== undefined) screen.stderr.write(errorReport(error));
  return exit;
}

/**
 * Ends the process by the signal that ended the screen, if there was one; otherwise returns the exit status. Other listeners are removed:
 * Ink leaves one that writes to stderr, where it would wait for a terminal that takes nothing.
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
 * Ink restores the terminal on a signal too, but only if that signal has no other listener. We need one: Ink's last bytes would wait in
 * our stdout for the end of a turn that never comes.
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
    // After process.exit() Ink restores the terminal, in a listener that runs after ours.
    ['exit', screen.direct],
  ];
  for (const [event, listener] of listeners) host.on(event, listener);
  return listeners;
}

function exitBy(signal: EndingSignal): ScreenExit {
  return {status: EXIT_STATUSES[signal], signal};
}

/** In raw mode the terminal sends no signal for ctrl-z, and Ink reports it like any other key. */
function JobControl({suspension, children}: PropsWithChildren<{suspension: Suspension}>): ReactNode {
  const {suspendTerminal} = useApp();
  useEffect(() => suspension.by(suspendTerminal), [suspension, suspendTerminal]);
  useInput((input, key) => {
    if (key.ctrl && input === 'z') suspension.stop();
  });
  return children;
}

/** The exit after a window was closed, if a read or write fails before the signal comes. */
const HUNG_UP: ScreenExit = {status: EXIT_STATUSES.SIGHUP, signal: 'SIGHUP'};

/** Whether the terminal is gone. That is an end, not an error. */
function isGone(error: unknown): boolean {
  const {code} = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED';
}

const LONGEST_LINE = 500;

/** Written after the terminal has been restored: Ink's own report of an error vanishes with the alternate screen. */
function errorReport(error: unknown): string {
  const {message, stack = ''} = error instanceof Error ? error : new Error(String(error));
  const lines = [`irqdeck: the screen failed: ${message}`, ...stack.split('\n').slice(1)];
  return lines.map(line => `${sanitize(line, LONGEST_LINE)}\n`).join('');
}
