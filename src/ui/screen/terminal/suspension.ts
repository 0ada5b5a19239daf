import type {SuspendTerminal, TerminalSuspension} from 'ink';
import type {Screen} from '../screen.ts';
import type {Host, Later} from './host.ts';

/** Stops the process as ctrl-z does with other programs, and continues it. */
export type Suspension = {
  /** Sets how Ink gives the terminal back; returns how to forget that. */
  by(suspend: SuspendTerminal): () => void;
  stop(): void;
  /** The process was continued. */
  continued(): void;
  end(): void;
};

type SuspensionState = {
  readonly screen: Screen;
  readonly host: Host;
  readonly later: Later;
  status: 'running' | 'busy' | 'stopped' | 'ended';
  /** How Ink gives the terminal back; missing while no view is mounted. */
  suspend?: SuspendTerminal;
  /** The terminal as Ink has given it back. */
  given?: TerminalSuspension;
  /** Listens for SIGTSTP. */
  readonly onStop: () => Promise<void>;
};

/** The process group that we belong to: all of what the user typed, npm or a pipe included. */
const OUR_GROUP = 0;
/** A process that the signal stops is stopped within this time. */
const NOT_STOPPED_MS = 100;
/** For a SIGCONT that is pending to be delivered. */
const MOMENT_MS = 20;

export function openSuspension(screen: Screen, host: Host, later: Later): Suspension {
  const suspension: SuspensionState = {screen, host, later, status: 'running', onStop: () => stop(suspension)};
  return {
    by(suspend) {
      suspension.suspend = suspend;
      return () => {
        suspension.suspend = undefined;
      };
    },
    stop: suspension.onStop,
    continued: () => goOn(suspension),
    end() {
      suspension.status = 'ended';
      host.off('SIGTSTP', suspension.onStop);
    },
  };
}

/**
 * SIGTSTP for the whole group, not SIGSTOP for us: npm, which started us, would go on and the shell would never get its prompt. The
 * signal has no effect when no shell can continue us (our group is orphaned), where SIGSTOP would be the end; then we come back.
 */
async function stop(suspension: SuspensionState): Promise<void> {
  const {host, later, onStop, suspend} = suspension;
  if (!isIn(suspension, 'running') || !suspend) return;
  await handOver(suspension, suspend);
  if (!isIn(suspension, 'stopped')) return;
  // Without a listener the signal does what it does by default.
  host.off('SIGTSTP', onStop);
  host.kill(OUR_GROUP, 'SIGTSTP');
  later(() => later(() => isIn(suspension, 'stopped') && goOn(suspension), MOMENT_MS), NOT_STOPPED_MS);
}

async function goOn(suspension: SuspensionState): Promise<void> {
  const {host, onStop, suspend} = suspension;
  // Stopped by SIGSTOP, which no process can catch: the shell has changed the terminal meanwhile, and Ink does not know.
  if (isIn(suspension, 'running') && suspend) await handOver(suspension, suspend);
  if (!isIn(suspension, 'stopped')) return;
  host.off('SIGTSTP', onStop);
  host.on('SIGTSTP', onStop);
  await takeBack(suspension);
}

async function handOver(suspension: SuspensionState, suspend: SuspendTerminal): Promise<void> {
  suspension.status = 'busy';
  // Ink leaves the alternate screen and raw mode at once; the promise resolves later.
  const given = suspend();
  suspension.screen.mute(true);
  suspension.given = await given;
  if (isIn(suspension, 'busy')) suspension.status = 'stopped';
}

async function takeBack(suspension: SuspensionState): Promise<void> {
  const {screen, host} = suspension;
  suspension.status = 'busy';
  screen.mute(false);
  // Enters the alternate screen and draws everything.
  await suspension.given?.resume();
  // A new size of the terminal was signalled to the shell, not to us. With the signal Node looks at the size again.
  host.kill(host.pid, 'SIGWINCH');
  if (isIn(suspension, 'busy')) suspension.status = 'running';
}

/** As a function: the status may have changed while something was awaited, which the compiler does not see. */
function isIn(suspension: SuspensionState, status: SuspensionState['status']): boolean {
  return suspension.status === status;
}
