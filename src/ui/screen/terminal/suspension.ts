import type {SuspendTerminal, TerminalSuspension} from 'ink';
import type {Screen} from '../screen.ts';
import type {Host, Later} from './host.ts';

/** Stops us as ctrl-z does other programs, and lets us go on. */
export type Suspension = {
  /** How Ink gives the terminal back; returns how to forget that. */
  by(suspend: SuspendTerminal): () => void;
  stop(): void;
  /** Somebody let us go on. */
  continued(): void;
  end(): void;
};

/** The group that we belong to: the whole line that the user typed, npm or a pipe included. */
const OUR_GROUP = 0;
/** Who is stopped is stopped before that. */
const NOT_STOPPED_MS = 100;
/** For a SIGCONT that is there already to be told. */
const MOMENT_MS = 20;

type State = 'running' | 'busy' | 'stopped' | 'ended';

export function openSuspension(screen: Screen, host: Host, later: Later): Suspension {
  let suspend: SuspendTerminal | undefined;
  let state: State = 'running';
  const is = (other: State) => state === other;
  let held: TerminalSuspension | undefined;

  /**
   * SIGTSTP for the whole group, not SIGSTOP for us: npm, which started us, would go on and the shell never get its prompt. The signal
   * has no effect when no shell is there to let us go on (our group is orphaned), where SIGSTOP would be the end; then we come back.
   */
  async function stop(): Promise<void> {
    if (!is('running') || !suspend) return;
    await handOver(suspend);
    if (!is('stopped')) return;
    // Without a listener the signal does what it does by default.
    host.off('SIGTSTP', stop);
    host.kill(OUR_GROUP, 'SIGTSTP');
    later(() => later(() => is('stopped') && continued(), MOMENT_MS), NOT_STOPPED_MS);
  }

  async function continued(): Promise<void> {
    // Stopped by SIGSTOP, which nobody hears: the shell has changed the terminal in the meantime, and Ink does not know.
    if (is('running') && suspend) await handOver(suspend);
    if (!is('stopped')) return;
    host.off('SIGTSTP', stop);
    host.on('SIGTSTP', stop);
    await takeBack();
  }

  async function handOver(suspend: SuspendTerminal): Promise<void> {
    state = 'busy';
    // Ink leaves the alternate screen and raw mode at once; the promise is only a form.
    const given = suspend();
    screen.mute(true);
    held = await given;
    if (is('busy')) state = 'stopped';
  }

  async function takeBack(): Promise<void> {
    state = 'busy';
    screen.mute(false);
    // Enters the alternate screen and draws everything.
    await held?.resume();
    // While the shell had the terminal it was told of another size, not we. Node looks when it believes that it was told.
    host.kill(host.pid, 'SIGWINCH');
    if (is('busy')) state = 'running';
  }

  return {
    by(how) {
      suspend = how;
      return () => {
        suspend = undefined;
      };
    },
    stop,
    continued,
    end() {
      state = 'ended';
      host.off('SIGTSTP', stop);
    },
  };
}
