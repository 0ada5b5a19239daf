/** Input that can not be used: one sentence without its full stop, led by the line (from 1) where there is one. */
export class InputError extends Error {
  constructor(reason: string, line?: number) {
    super(line === undefined ? reason : `line ${line}: ${reason}`);
  }
}
