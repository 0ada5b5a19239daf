import {constants} from 'node:os';
import type {Host} from '../../../ui/screen/terminal/host.ts';
import {EXIT_STATUSES, endingSignals} from '../../../ui/screen/terminal/signals.ts';
import {openSignalThread, type SignalThread} from './signal-thread.ts';

/** What the signals do when there is no screen; on one see ui/screen/terminal.tsx. */
export type Signals = {
  /** Aborted by the first of these, which is its reason. */
  readonly signal: AbortSignal;
  /** The exit status, of a command that ends with this one. */
  statusOf(status: number): number;
};

const IN_ORDER = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** After TERM and HUP, unlike INT, what is in hand is not worked on. */
const PATIENCE_MS = 1000;
/** Before that no run is worth a thread that looks out for it. */
const LONG_RUN_MS = 1500;
const BEAT_MS = 250;

/**
 * INT, TERM and HUP end a command in order: what it records is finished. A second one does not wait for that, nor does a command that
 * goes on. The others do what they do by default, USR1 too, which would open Node's debugger.
 */
export function handleSignals(host: Host): Signals {
  const interruption = new AbortController();
  let heard: (typeof IN_ORDER)[number] | undefined;
  let lookout: SignalThread | undefined;

  const raise = async (signal: NodeJS.Signals) => {
    await lookout?.close();
    host.removeAllListeners(signal);
    host.kill(host.pid, signal);
  };
  for (const signal of IN_ORDER)
    host.on(signal, () => {
      // A screen hears it too, and ends by itself.
      if (heard && host.listenerCount(signal) === 1) return void raise(signal);
      heard ??= signal;
      interruption.abort(signal);
      // A screen that has opened meanwhile ends by it, and restores the terminal first.
      if (signal !== 'SIGINT')
        setTimeout(() => host.listenerCount(signal) === 1 && void raise(signal), PATIENCE_MS).unref();
    });
  // The one of bin/irqdeck.js, from before this was loaded, stays: what came and has not been heard yet would be lost with it.
  if (endingSignals(constants.signals).includes('SIGUSR1') && host.listenerCount('SIGUSR1') === 0)
    host.on('SIGUSR1', () => host.listenerCount('SIGUSR1') === 1 && void raise('SIGUSR1'));

  setTimeout(() => {
    // A screen has one of its own.
    if (host.listenerCount('SIGTERM') > 1) return;
    lookout = openSignalThread({signals: IN_ORDER});
    setInterval(lookout.beat, BEAT_MS).unref();
  }, LONG_RUN_MS).unref();

  return {
    signal: interruption.signal,
    statusOf: status => (heard && status === EXIT_STATUSES.SIGINT ? EXIT_STATUSES[heard] : status),
  };
}
