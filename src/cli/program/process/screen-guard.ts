import {constants} from 'node:os';
import {endingSignals} from '../../../ui/screen/terminal/signals.ts';
import type {Endings} from '../../../ui/screen/terminal/terminal.tsx';
import {openSignalThread, type SignalThread} from './signal-thread.ts';
import {openTerminalRestorer} from './terminal-restorer.ts';

/** What stands by for a screen outside of the event loop: a process that restores the terminal, a thread that ends a loop that stands still. */
export type ScreenGuard = Required<Omit<Endings, 'before'>> & {
  /** Resolves when the terminal may be changed. */
  readonly ready?: Promise<void>;
  /** The loop turns. */
  beat(): void;
  /** Somebody else gets the terminal, or gave it back. */
  held(held: boolean): void;
  /** Begins to look out, soon; what is typed while the loop stands still is fed to it later. */
  watch(feed: (keys: string) => void): void;
  /** The screen has ended; whether the terminal has taken all that restores it. */
  end(restored: boolean): Promise<void>;
};

/** A stream of a terminal; one of a test has no descriptor. */
type Descriptor = {readonly fd?: number; readonly isTTY?: boolean};

/** The first frame is worth more. */
const SOON_MS = 200;

export function openScreenGuard(output: Descriptor, input: Descriptor): ScreenGuard {
  const warden = openTerminalRestorer(output, input);
  const signals = endingSignals(constants.signals);
  let lookout: SignalThread | undefined;
  let soon: NodeJS.Timeout | undefined;
  const release = async () => {
    clearTimeout(soon);
    await lookout?.close();
  };
  return {
    signals,
    release,
    ready: warden?.ready,
    beat: () => lookout?.beat(),
    held(held) {
      warden?.hold(held);
      lookout?.hold(held);
    },
    watch(feed) {
      if (!warden) return;
      const keys = `/proc/self/fd/${input.fd}`;
      const open = () => {
        lookout = openSignalThread({signals, keys, wardenFd: warden.fd, typed: feed});
      };
      soon = setTimeout(open, SOON_MS);
    },
    async end(restored) {
      warden?.end(restored);
      await release();
    },
  };
}
