import type {ChildExit} from './child.ts';
import {type ProcessSource, processSource} from './process-source.ts';
import {checkRun, ending, lastStderr, type ProcessOptions, type ProgramRun, startRun} from './run.ts';

/** A program that has been started. */
export type Process = {
  /** Its name in messages. */
  name: string;
  readonly pid: number | undefined;
  /** Which part of its beginning has not come yet, a sentence without its full stop. */
  readonly waiting: string;
  /** The last line of its stderr that is not empty. */
  readonly lastStderrLine: string | null;
  /** Resolves when its header and a first keyframe have come; rejects with an InputError, the reason, when they never will. */
  source: Promise<ProcessSource>;
  /** Checks how it behaves; to be called about twice a second, from the start. */
  check(): void;
  /** How it ended, if that was an error; a sentence without its full stop. */
  readonly failure: string | null;
  /** Ends it and all that it started; resolves when nothing of it is left. */
  close(): Promise<void>;
};

/**
 * Starts a program that writes records to its stdout and reads commands from its stdin. Its output is read only as fast as it is taken.
 * How it behaves, its stderr, and how it ends become facts at the time of its last record.
 */
export function startProcess(options: ProcessOptions): Process {
  const run = startRun(options);
  const {name, child, stderr} = run;
  const source = run.opened.promise.then(({header, keyframe}) => processSource(run, header, keyframe));
  // It may fail when nothing waits for it any more.
  source.catch(() => {});
  return {
    name,
    pid: child.pid,
    get waiting() {
      return `${name} ${run.decoder.hasHeader ? 'has sent its header, but not yet a keyframe' : 'has not yet sent its header'}`;
    },
    get lastStderrLine() {
      return stderr.last;
    },
    source,
    check: () => checkRun(run),
    get failure() {
      return failureOf(run);
    },
    close: child.close,
  };
}

function failureOf(run: ProgramRun): string | null {
  return run.done && isFailure(run.child.exit) ? ending(run) + lastStderr(run) : null;
}

function isFailure(exit: ChildExit | null): boolean {
  return exit === null || !('status' in exit) || exit.status !== 0;
}
