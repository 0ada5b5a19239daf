/** Input that can not be used. The message is one sentence without its full stop; it begins with the line number (from 1) where there is one. */
export class InputError extends Error {
  constructor(reason: string, line?: number) {
    super(line === undefined ? reason : `line ${line}: ${reason}`);
  }
}
