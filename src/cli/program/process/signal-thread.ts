import {constants} from 'node:os';
import {Worker} from 'node:worker_threads';
import {STUCK} from './terminal-restorer.ts';

/** A thread that receives signals and ctrl-c when the event loop is blocked, and then ends the process. */
export type SignalThread = {
  /** Must be called regularly: the event loop is not blocked. */
  beat(): void;
  /** `true`: another program has the terminal, so its keys are not read. */
  hold(held: boolean): void;
  /** Ends the thread. Until then the signals that it handles lose their default action. */
  close(): Promise<void>;
};

export type SignalThreadOptions = {
  signals: readonly NodeJS.Signals[];
  /** Path of the terminal that the keys come from. */
  keys?: string;
  /** File descriptor to the process that restores the terminal. */
  restorerFd?: number;
  /** Gets the keys that were typed while the loop was blocked. */
  typed?(keys: string): void;
};

// The thread ends only a program that was asked to end: a long computation may go on. A loop that is not blocked beats four times a second.
// A program that was asked to end, and whose loop was blocked for GRACE_MS since, will not end by itself.
const GRACE_MS = 1000;
const CHECK_MS = 400;

const [BEATS, HELD] = [0, 1];

// Node delivers signals to the main thread only, but its internal class `Signal` works in a thread that has access to Node's internals
// (tried with Node 22, 24 and 26; see test/ui/stuck.test.ts). Without it ctrl-c still ends a blocked loop.
//
// In raw mode ctrl-c is a byte, which a blocked loop never reads. So the thread reads the terminal when the loop has missed two checks, and
// passes on all other keys.
const SOURCE = `
const {workerData, parentPort} = require('node:worker_threads');
const {closeSync, constants, openSync, readSync, writeSync} = require('node:fs');
const {shared, signals, keys, restorerFd, graceMs, checkMs, stuck} = workerData;
const state = new Int32Array(shared);
const beats = () => Atomics.load(state, ${BEATS});

function end() {
  try {
    if (restorerFd !== undefined) writeSync(restorerFd, stuck);
  } catch {}
  process.kill(process.pid, 'SIGKILL');
}

function asked() {
  const before = beats();
  setTimeout(() => beats() === before && end(), graceMs);
}

try {
  const {Signal} = require('internal/test/binding').internalBinding('signal_wrap');
  for (const signal of signals) {
    const handle = new Signal();
    handle.onsignal = asked;
    handle.start(signal);
  }
} catch {}

let [last, missed, terminal] = [-1, 0, undefined];
const piece = Buffer.alloc(4096);
setInterval(() => {
  missed = beats() === last && Atomics.load(state, ${HELD}) === 0 ? missed + 1 : 0;
  last = beats();
  if (missed >= 2 && keys !== undefined) readKeys();
  else if (terminal !== undefined) {
    closeSync(terminal);
    terminal = undefined;
  }
}, checkMs);

function readKeys() {
  try {
    terminal ??= openSync(keys, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const typed = piece.toString('latin1', 0, readSync(terminal, piece));
    if (typed.includes('\\x03')) end();
    if (typed !== '') parentPort.postMessage(typed);
  } catch {}
}
`;

/** Starts the thread. It takes 0.1 s of CPU time and 18 MB, so start it after the first frame. */
export function openSignalThread({signals, keys, restorerFd, typed}: SignalThreadOptions): SignalThread {
  const shared = new SharedArrayBuffer(8);
  const state = new Int32Array(shared);
  const worker = new Worker(SOURCE, {
    eval: true,
    workerData: {
      ...{shared, keys, restorerFd, graceMs: GRACE_MS, checkMs: CHECK_MS, stuck: STUCK},
      signals: signals.map(signal => constants.signals[signal]),
    },
    execArgv: ['--expose-internals', '--no-warnings'],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: {maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1},
  });
  worker.on('message', (keys: string) => typed?.(Buffer.from(keys, 'latin1').toString()));
  // The program works without the thread.
  worker.on('error', () => {});
  worker.unref();
  return {
    beat: () => void Atomics.add(state, BEATS, 1),
    hold: held => void Atomics.store(state, HELD, held ? 1 : 0),
    close: async () => void (await worker.terminate()),
  };
}
