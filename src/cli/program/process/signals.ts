import {constants} from 'node:os';
import type {Host} from '../../../ui/screen/terminal/host.ts';
import {EXIT_STATUSES, endingSignals} from '../../../ui/screen/terminal/signals.ts';
import {openSignalThread, type SignalThread} from './signal-thread.ts';

/** Signal handling without a screen; for a screen see ui/screen/terminal/terminal.tsx. */
export type Signals = {
  /** Aborted by the first signal, which is its reason. */
  readonly signal: AbortSignal;
  /** The exit status of the process, for a command that ended with this status. */
  statusOf(status: number): number;
};

const IN_ORDER = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** After TERM and HUP, unlike INT, the current work gets only this much time. */
const PATIENCE_MS = 1000;
/** The thread starts only for runs that last longer than this. */
const LONG_RUN_MS = 1500;
const BEAT_MS = 250;

/**
 * INT, TERM and HUP end a command in order: its recording is completed first. A second signal ends the process at once; so do TERM and HUP
 * if the command goes on. All other signals keep their default action; USR1 gets it back from Node, which would open its debugger.
 */
export function handleSignals(host: Host): Signals {
  const interruption = new AbortController();
  let received: (typeof IN_ORDER)[number] | undefined;
  let thread: SignalThread | undefined;

  const raise = async (signal: NodeJS.Signals) => {
    await thread?.close();
    host.removeAllListeners(signal);
    host.kill(host.pid, signal);
  };
  for (const signal of IN_ORDER)
    host.on(signal, () => {
      // A screen has its own handler, and ends by itself.
      if (received && host.listenerCount(signal) === 1) return void raise(signal);
      received ??= signal;
      interruption.abort(signal);
      // A screen that was opened meanwhile ends by itself, and restores the terminal first.
      if (signal !== 'SIGINT')
        setTimeout(() => host.listenerCount(signal) === 1 && void raise(signal), PATIENCE_MS).unref();
    });
  // A handler of bin/irqdeck.js, from before this was loaded, stays: with it a signal that has arrived but is not yet handled would be lost.
  if (endingSignals(constants.signals).includes('SIGUSR1') && host.listenerCount('SIGUSR1') === 0)
    host.on('SIGUSR1', () => host.listenerCount('SIGUSR1') === 1 && void raise('SIGUSR1'));

  setTimeout(() => {
    // A screen has its own thread.
    if (host.listenerCount('SIGTERM') > 1) return;
    thread = openSignalThread({signals: IN_ORDER});
    setInterval(thread.beat, BEAT_MS).unref();
  }, LONG_RUN_MS).unref();

  return {
    signal: interruption.signal,
    statusOf: status => (received && status === EXIT_STATUSES.SIGINT ? EXIT_STATUSES[received] : status),
  };
}
