import {openSync} from 'node:fs';
import {ReadStream} from 'node:tty';

/** The source of keys: stdin; if stdin carries data, the controlling terminal, as with less and fzf; `undefined`: there is none. */
export function keysOf(stdin: NodeJS.ReadStream): (NodeJS.ReadStream & {fd?: number}) | undefined {
  if (stdin.isTTY) return stdin;
  try {
    const fd = openSync('/dev/tty', 'r');
    return Object.assign(new ReadStream(fd), {fd});
  } catch {
    return undefined;
  }
}
