import type {Writable} from 'node:stream';

/**
 * Writes to a stream one text after the other: each waits until the system has taken it, so that a slow reader slows the
 * program and nothing piles up. `false` once the reader is gone, which is a quiet end; any other failure is thrown.
 */
export function openOutput(stream: Writable): (text: string) => Promise<boolean> {
  let closed = false;
  // A stream says it twice, to the write and as an event; an event that nobody hears would end the process with a stack.
  stream.on('error', () => {
    closed = true;
  });
  return text =>
    new Promise((resolve, reject) => {
      if (closed) return resolve(false);
      stream.write(text, error => {
        if (!error) return resolve(true);
        closed = true;
        if (isClosedPipe(error)) return resolve(false);
        reject(new Error(`stdout took no more: ${error.message}`, {cause: error}));
      });
    });
}

function isClosedPipe(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
}
