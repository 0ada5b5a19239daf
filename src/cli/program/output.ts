import type {Writable} from 'node:stream';

export type Output = {
  /**
   * Writes one text after the other: each waits until the system has taken it, so that a slow reader slows the program and nothing piles
   * up. `false` once the reader is gone, which is a quiet end; any other failure is thrown.
   */
  write(text: string): Promise<boolean>;
  /** From now on the reader is held to be gone, though it has not closed the stream. */
  abandon(): void;
  /** What was written last is still waiting for a reader that is held to be gone. */
  readonly abandoned: boolean;
};

export function openOutput(stream: Writable): Output {
  let closed = false;
  let abandoned = false;
  let pending: (() => void) | null = null;
  // A stream says it twice, to the write and as an event; an event that nobody hears would end the process with a stack.
  stream.on('error', () => {
    closed = true;
  });
  const write = (text: string) =>
    new Promise<boolean>((resolve, reject) => {
      if (closed) return resolve(false);
      pending = () => resolve(false);
      stream.write(text, error => {
        pending = null;
        if (!error) return resolve(true);
        closed = true;
        if (isClosedPipe(error)) return resolve(false);
        reject(new Error(`stdout took no more: ${error.message}`, {cause: error}));
      });
    });
  return {
    write,
    abandon() {
      closed = true;
      abandoned = pending !== null;
      pending?.();
    },
    get abandoned() {
      return abandoned;
    },
  };
}

function isClosedPipe(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
}
