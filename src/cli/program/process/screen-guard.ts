import {constants} from 'node:os';
import {endingSignals} from '../../../ui/screen/terminal/signals.ts';
import type {Endings} from '../../../ui/screen/terminal/terminal.tsx';
import {openSignalThread, type SignalThread} from './signal-thread.ts';
import {openTerminalRestorer} from './terminal-restorer.ts';

/** Protects a terminal outside of the event loop: a process restores it after a crash, and a thread ends the program when the loop is blocked. */
export type ScreenGuard = Required<Omit<Endings, 'before'>> & {
  /** Resolves when the terminal may be changed. */
  readonly ready?: Promise<void>;
  /** Must be called regularly: the event loop is not blocked. */
  beat(): void;
  /** `true`: another program has the terminal; `false`: it is ours again. */
  held(held: boolean): void;
  /** Starts the thread, soon. Keys typed while the loop is blocked are passed to `feed` later. */
  watch(feed: (keys: string) => void): void;
  /** The screen has ended. `restored`: the terminal has taken the sequences that restore it. */
  end(restored: boolean): Promise<void>;
};

/** A stream of a terminal; in a test it has no descriptor. */
type Descriptor = {readonly fd?: number; readonly isTTY?: boolean};

/** The first frame comes first: starting the thread takes CPU time. */
const START_DELAY_MS = 200;

/** `output` is drawn on, `input` gives the keys. */

export function openScreenGuard(output: Descriptor, input: Descriptor): ScreenGuard {
  const restorer = openTerminalRestorer(output, input);
  const signals = endingSignals(constants.signals);
  let thread: SignalThread | undefined;
  let start: NodeJS.Timeout | undefined;
  const release = async () => {
    clearTimeout(start);
    await thread?.close();
  };
  return {
    signals,
    release,
    ready: restorer?.ready,
    beat: () => thread?.beat(),
    held(held) {
      restorer?.hold(held);
      thread?.hold(held);
    },
    watch(feed) {
      if (!restorer) return;
      const keys = `/proc/self/fd/${input.fd}`;
      const open = () => {
        thread = openSignalThread({signals, keys, restorerFd: restorer.fd, typed: feed});
      };
      start = setTimeout(open, START_DELAY_MS);
    },
    async end(restored) {
      restorer?.end(restored);
      await release();
    },
  };
}
