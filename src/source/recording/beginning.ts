import type {Readable} from 'node:stream';
import {MEMBER_HEAD_BYTES, readHead, SIGNATURE} from '../../trace/recording/member.ts';

/** Whether a stream begins like our own gzip, and all its bytes from the first one on. Waits only for as many bytes as that takes. */
export async function beginning(input: Readable): Promise<{ours: boolean; pieces: AsyncGenerator<Uint8Array, void>}> {
  const pieces = input[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let head: Uint8Array = new Uint8Array(0);
  let failure: unknown;
  let over = false;
  try {
    while (!over && head.length < MEMBER_HEAD_BYTES && mayBeOurs(head)) {
      const {value, done} = await pieces.next();
      over = done ?? false;
      if (!done) head = Buffer.concat([head, value]);
    }
  } catch (error) {
    failure = error;
  }

  async function* all(): AsyncGenerator<Uint8Array, void> {
    if (head.length > 0) yield head;
    if (failure !== undefined) throw failure;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }

  return {ours: readHead(head) !== null, pieces: all()};
}

function mayBeOurs(head: Uint8Array): boolean {
  return head.subarray(0, SIGNATURE.length).every((byte, at) => byte === SIGNATURE[at]);
}
