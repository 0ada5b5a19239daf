import {EventEmitter} from 'node:events';
import {isEntered} from './bytes.ts';

/** What we need of the terminal's own stream. */
export type OutputTerminal = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows' | 'on' | 'off'>;

/** The stream that Ink is given instead of the terminal's. */
export type InkStdout = NodeJS.WriteStream;

export type Gathering = {
  readonly stream: InkStdout;
  /** Ends the turn in a frame even if Ink has nothing to say. */
  schedule(): void;
  /** Adds bytes as if Ink had written them. */
  add(bytes: string): void;
  /** What is gathered, which is then forgotten here. */
  take(): string;
  /** Keeps everything back until it is released as often. */
  hold(): void;
  release(): void;
  /** Sends what is gathered at once, without waiting for the end of the turn or for the terminal to drain. */
  flush(): void;
  /** From now on sends nothing and forgets what comes, or goes on. */
  mute(muted: boolean): void;
  /** From now on sends everything as it comes: the process ends, and no turn will. */
  direct(): void;
  /** Called back when all that was sent has left, or can not any more. */
  drained(then: () => void): void;
  isDrained(): boolean;
  /** Resolves all that waits for the terminal to take what was written. */
  letGo(): void;
};

/** No larger screen is drawn, whatever a terminal says of itself: 65,535 × 65,535 cells would fill the memory. */
export const MOST_COLUMNS = 1000;
export const MOST_SCREEN_ROWS = 400;

/** Makes a frame of what Ink wrote in a turn: what is to be sent in one piece. */
export type Compose = (ink: string) => string;

/**
 * Gathers what Ink writes in one turn of the event loop and hands it to `compose`, whose result is the one write of that turn. While
 * the terminal has not taken the last write no frame is composed at all: so a slow terminal gets the newest frame, not all of them.
 * `leaving` is called when Ink leaves the alternate screen, which it does before it waits for the terminal and ends.
 */
export function gather(terminal: OutputTerminal, compose: Compose, leaving = () => {}): Gathering {
  let gathered = '';
  let waiting: (() => void)[] = [];
  /** Of what the terminal has not taken. */
  let unsent: (() => void)[] = [];
  const whenDrained: (() => void)[] = [];
  let sending = 0;
  let held = 0;
  let [scheduled, late, muted, direct] = [false, false, false, false];

  const events = new EventEmitter();
  // Each view that asks for the size listens.
  events.setMaxListeners(0);
  const stream = Object.assign(events, {
    isTTY: true,
    writable: true,
    write(chunk: string, after?: () => void): boolean {
      gathered += chunk;
      if (!isEntered(chunk, true)) leaving();
      // Ink asks by an empty write whether everything has left; what is kept back can not be waited for.
      if (after && held > 0) queueMicrotask(after);
      else if (after) waiting.push(after);
      if (direct) flush();
      else schedule();
      return true;
    },
    end() {},
  });
  Object.defineProperties(stream, {
    columns: {get: () => Math.min(terminal.columns, MOST_COLUMNS)},
    rows: {get: () => Math.min(terminal.rows, MOST_SCREEN_ROWS)},
  });

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    // Two steps: what React has put off to the end of this turn, a commit, is written in between and joins the frame.
    queueMicrotask(() =>
      queueMicrotask(() => {
        scheduled = false;
        if (held > 0 || sending > 0) late = true;
        else flush();
      }),
    );
  }

  function flush(): void {
    const [ink, after] = [gathered, waiting];
    [gathered, waiting, late] = ['', [], false];
    const bytes = muted ? '' : compose(ink);
    if (bytes === '') {
      for (const each of after) queueMicrotask(each);
      return;
    }
    sending++;
    unsent.push(...after);
    terminal.write(bytes, () => {
      for (const each of after) if (unsent.includes(each)) each();
      unsent = unsent.filter(each => !after.includes(each));
      if (--sending > 0) return;
      for (const each of whenDrained.splice(0)) each();
      if (late) schedule();
    });
  }

  return {
    stream: stream as unknown as InkStdout,
    schedule,
    flush,
    add: bytes => {
      gathered += bytes;
      schedule();
    },
    take: () => {
      const taken = gathered;
      gathered = '';
      return taken;
    },
    hold: () => {
      held++;
    },
    release: () => {
      held--;
      schedule();
    },
    mute: on => {
      muted = on;
      gathered = '';
    },
    direct: () => {
      flush();
      direct = true;
    },
    drained: then => {
      if (sending === 0) then();
      else whenDrained.push(then);
    },
    isDrained: () => sending === 0,
    letGo() {
      for (const each of [...unsent.splice(0), ...waiting.splice(0)]) each();
    },
  };
}
