/** What a command may touch of the process. Tests hand in their own. */
export type Io = {
  /** `false` once nobody reads any more: the command should end. */
  write(text: string): Promise<boolean>;
  /** Says something on stderr, one line. */
  say(sentence: string): void;
  isTTY: boolean;
  /** Columns of the terminal, when there is one. */
  columns?: number;
  env: {readonly [name: string]: string | undefined};
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
};

/** Exit statuses, as `cli.md` of the contract has them. */
export const EXIT = {done: 0, error: 1, usage: 2, condition: 3, interrupted: 130} as const;

const DEFAULT_WIDTH = 100;
const LEAST_WIDTH = 40;

/** Columns to write for: COLUMNS when somebody set it, else the terminal's, else 100. */
export function screenWidth({env, columns}: Pick<Io, 'env' | 'columns'>): number {
  const wanted = /^\d+$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : 0;
  return Math.max(wanted || columns || DEFAULT_WIDTH, LEAST_WIDTH);
}
