import {once} from 'node:events';
import type {Readable, Writable} from 'node:stream';
import {execa} from 'execa';
import {newMark, openWarden} from './reaper.ts';

/** How a process ended: with a status, by a signal, or it never began. */
export type ChildExit = {status: number} | {signal: string} | {never: string};

export type Child = {
  /** Its number, when it could be started. */
  readonly pid: number | undefined;
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** `null` as long as it runs. */
  readonly exit: ChildExit | null;
  /** It has ended or closed its stdout. What it started itself may still hold the other. */
  readonly leaving: boolean;
  /** Resolves when it has ended and everything that it said is read; never fails. */
  over: Promise<void>;
  /** Ends it and all that it started: resolves when nothing of it is left, after two seconds if it must be killed. */
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
  const warden = running.pid === undefined ? null : openWarden(running.pid, mark);
  let exit: ChildExit | null = null;
  const ended = Promise.withResolvers<void>();
  const finish = (how: ChildExit) => {
    exit ??= how;
    warden?.dismiss();
    ended.resolve();
  };
  running.nodeChildProcess.once('exit', (status, signal) => finish(signal === null ? {status: status ?? 0} : {signal}));
  // Only this tells of a program that could not be started.
  running.then(({cause}) => finish({never: reasonOf(cause as NodeJS.ErrnoException)}));
  // Whoever reads no commands says so by not answering them.
  stdin.on('error', () => {});

  async function close(): Promise<void> {
    const gone = warden?.end();
    stdin.end();
    // What it still has to say must not hold it up.
    for (const stream of [stdout, stderr]) stream.removeAllListeners('data').resume();
    await gone;
    for (const stream of [stdout, stderr]) stream.destroy();
  }

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
    over: Promise.all([ended.promise, ...[stdout, stderr].map(closed)]).then(() => {}),
    close,
  };
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
  return REASONS[cause?.code ?? ''] ?? `${cause?.message ?? 'nobody knows why'}`;
}
