import {execFile, spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {beforeAll, test} from 'vitest';
// @ts-expect-error: what builds is plain JavaScript
import {bundle} from '../../bin/build.js';
import {PATIENCE_MS} from './patience.ts';

/** The steps for terminal.py, in their order. */
export type Step =
  | {wait: string}
  | {sleep: number}
  | {write: string}
  | {signal: number}
  | {raw: true}
  | {lookout: true}
  | {full: true}
  | {burn: number}
  | {hangup: true}
  | {end: number};
/** What it found; a negative status is a signal. */
export type Found = {
  problem: string | null;
  alive: boolean;
  status: number;
  left: string[];
  modes: boolean;
  text: string;
};
export type Task = {
  /** Instead of the program's bundle. */
  program?: string;
  argv?: readonly string[];
  steps: Step[];
  columns?: number;
  rows?: number;
  env?: {[name: string]: string};
  stdin?: string;
  controlling?: boolean;
  /** Of what was written, so many characters. */
  last?: number;
};

const SCRIPT = fileURLToPath(new URL('terminal.py', import.meta.url));

/** The program on a pseudo-terminal of Python's; a test of it is skipped where that is not there. */
export function openPty(name: string): {
  /** Beside others of its kind: most of the time a terminal is waited for. */
  inPty: typeof test;
  play(task: Task): Promise<Found>;
} {
  const folder = `node_modules/.cache/irqdeck-${name}`;
  const missing = spawnSync('python3', ['-c', 'import pty']).status !== 0 || process.platform !== 'linux';
  beforeAll(async () => {
    if (!missing) await bundle({main: 'src/main.ts'}, folder, {whole: true});
  });
  return {
    inPty: (missing ? test.skip : test.concurrent) as typeof test,
    play: ({argv = [], program = `${folder}/main.js`, ...task}) =>
      new Promise((resolve, reject) => {
        const all = {argv: [process.execPath, program, ...argv], patience: PATIENCE_MS / 1000, ...task};
        execFile('python3', [SCRIPT, JSON.stringify(all)], {maxBuffer: 1e8}, (error, stdout) =>
          error ? reject(error) : resolve(JSON.parse(stdout)),
        );
      }),
  };
}
