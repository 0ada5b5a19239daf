import {EventEmitter} from 'node:events';

/**
 * A stdin for Ink. One that is no terminal (a pipe, a file) has no keys, and Ink throws as soon as a view wants some; it gets one in its
 * place that never has any, so that the screen shows what it can.
 */
export function deafStdin(stdin: NodeJS.ReadStream): NodeJS.ReadStream {
  if (stdin.isTTY) return stdin;
  const nothing = () => {};
  const deaf = {isTTY: true, setRawMode: nothing, setEncoding: nothing, ref: nothing, unref: nothing, read: () => null};
  return Object.assign(new EventEmitter(), deaf) as unknown as NodeJS.ReadStream;
}
