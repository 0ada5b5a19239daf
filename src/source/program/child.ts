import {once} from 'node:events';
import type {Readable, Writable} from 'node:stream';
import {execa} from 'execa';
import {newMark, openReaper, type Reaper} from './reaper.ts';

/** How a process ended: with a status, by a signal; or why it never began. */
export type ChildExit = {status: number} | {signal: string} | {never: string};

export type Child = {
  /** Missing when it could not be started. */
  readonly pid: number | undefined;
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** `null` as long as it runs. */
  readonly exit: ChildExit | null;
  /** It has ended, or closed its stdout. A process that it has started may still hold the other. */
  readonly leaving: boolean;
  /** Resolves when it has ended and all its output is read; never fails. */
  over: Promise<void>;
  /** Ends it and all that it started; resolves when nothing of it is left, after two seconds if it must be killed. */
  close(): Promise<void>;
};

/**
 * Starts a program, with pipes to its stdin, stdout and stderr. It keeps our terminal, so that ssh and sudo can ask for a password, and
 * does not outlive us, however we end.
 */
export function startChild([file, ...args]: readonly string[]): Child {
  const {mark, env} = newMark();
  const running = execa(file, args, {
    env,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    encoding: 'buffer',
    buffer: false,
    cleanup: false,
    reject: false,
  });
  const {stdin, stdout, stderr} = running;
  const reaper = running.pid === undefined ? null : openReaper(running.pid, mark);
  let exit: ChildExit | null = null;
  const ended = Promise.withResolvers<void>();
  const finish = (how: ChildExit) => {
    exit ??= how;
    reaper?.dismiss();
    ended.resolve();
  };
  running.nodeChildProcess.once('exit', (status, signal) => finish(signal === null ? {status: status ?? 0} : {signal}));
  // There is no `exit` event when a program could not be started.
  running.then(({cause}) => finish({never: reasonOf(cause as NodeJS.ErrnoException)}));
  // A program that reads no commands does not answer them either: that is reported.
  stdin.on('error', () => {});
  return {
    pid: running.pid,
    stdin,
    stdout,
    stderr,
    get exit() {
      return exit;
    },
    get leaving() {
      return exit !== null || stdout.closed;
    },
    over: Promise.all([ended.promise, closed(stdout), closed(stderr)]).then(() => {}),
    close: () => close(running, reaper),
  };
}

type Streams = {stdin: Writable; stdout: Readable; stderr: Readable};

async function close({stdin, stdout, stderr}: Streams, reaper: Reaper | null): Promise<void> {
  const gone = reaper?.end();
  stdin.end();
  // Output that nothing reads must not block it.
  for (const stream of [stdout, stderr]) stream.removeAllListeners('data').resume();
  await gone;
  for (const stream of [stdout, stderr]) stream.destroy();
}

async function closed(stream: Readable): Promise<void> {
  if (!stream.closed) await once(stream, 'close').catch(() => {});
}

const REASONS: {readonly [code: string]: string} = {
  ENOENT: 'there is no such program',
  EACCES: 'running it is not allowed',
  E2BIG: 'its arguments are too long',
};

function reasonOf(cause: NodeJS.ErrnoException | undefined): string {
  return REASONS[cause?.code ?? ''] ?? cause?.message ?? 'the reason is unknown';
}
