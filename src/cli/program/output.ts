import type {Writable} from 'node:stream';

export type Output = {
  /**
   * Writes a text and waits until the system has taken it: a slow reader slows the program, and no output piles up in memory. Resolves
   * with `false` once the reader is gone, which is not an error. Rejects with an Error for any other failure.
   */
  write(text: string): Promise<boolean>;
  /** Treats the reader as gone, although it has not closed the stream. */
  abandon(): void;
  /** The last write still waits for a reader that is treated as gone. */
  readonly abandoned: boolean;
};

export function openOutput(stream: Writable): Output {
  let closed = false;
  let abandoned = false;
  let pending: (() => void) | null = null;
  // A stream reports an error twice: to the write and as an event. Without a listener the event would end the process with a stack.
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
        reject(new Error(`stdout can not be written: ${error.message}`, {cause: error}));
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
