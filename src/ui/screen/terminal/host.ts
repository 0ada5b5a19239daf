/** The part of the process that the screen uses; `process` is one. */
export type Host = {
  readonly pid: number;
  on(event: string, listener: (error: Error) => void): unknown;
  off(event: string, listener: (error: Error) => void): unknown;
  removeAllListeners(event: string): unknown;
  listenerCount(event: string): number;
  kill(pid: number, signal: NodeJS.Signals): unknown;
};

/** Calls back after so many ms; `setTimeout` is one. */
export type Later = (then: () => void, ms: number) => {unref(): unknown};
