import {constants} from 'node:os';
import {Worker} from 'node:worker_threads';
import {STUCK} from './terminal-restorer.ts';

/** A thread that hears signals and ctrl-c when the event loop does not turn, and then ends the process. */
export type SignalThread = {
  /** The loop turns. */
  beat(): void;
  /** Whether the keys are ours to read. */
  hold(held: boolean): void;
  /** Ends the thread; until then no signal that it hears does what it does by default. */
  close(): Promise<void>;
};

export type SignalThreadOptions = {
  signals: readonly NodeJS.Signals[];
  /** The terminal that keys come from, as a path. */
  keys?: string;
  /** Of the terminal's warden. */
  wardenFd?: number;
  /** What was typed while the loop stood still, and was read here. */
  typed?(keys: string): void;
};

// Only a program that was asked to end is ended: a long computation may go on. A loop that turns beats four times a second. A program that
// was asked to end and whose loop has not turned for this long will not end by itself.
const GRACE_MS = 1000;
const LOOK_MS = 400;

const [BEATS, HELD] = [0, 1];

// Node hands signals to the main thread only, and has a class for them that it does not show. A thread may ask for what Node hides from
// programs (tried with Node 22, 24 and 26; test/ui/stuck.test.ts has it). Without it ctrl-c still ends a loop that stands still.
//
// In raw mode ctrl-c is a byte, which a stuck loop never reads. So the thread reads the terminal when the loop has missed two looks, and
// hands on what else was typed.
const SOURCE = `
const {workerData, parentPort} = require('node:worker_threads');
const {closeSync, constants, openSync, readSync, writeSync} = require('node:fs');
const {shared, signals, keys, wardenFd, graceMs, lookMs, stuck} = workerData;
const state = new Int32Array(shared);
const beats = () => Atomics.load(state, ${BEATS});

function end() {
  try {
    if (wardenFd !== undefined) writeSync(wardenFd, stuck);
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

let [last, still, terminal] = [-1, 0, undefined];
const piece = Buffer.alloc(4096);
setInterval(() => {
  still = beats() === last && Atomics.load(state, ${HELD}) === 0 ? still + 1 : 0;
  last = beats();
  if (still >= 2 && keys !== undefined) readKeys();
  else if (terminal !== undefined) {
    closeSync(terminal);
    terminal = undefined;
  }
}, lookMs);

function readKeys() {
  try {
    terminal ??= openSync(keys, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const typed = piece.toString('latin1', 0, readSync(terminal, piece));
    if (typed.includes('\\x03')) end();
    if (typed !== '') parentPort.postMessage(typed);
  } catch {}
}
`;

/** Starts the thread: 0.1 s of CPU and 18 MB, so not before the first frame. */
export function openSignalThread({signals, keys, wardenFd, typed}: SignalThreadOptions): SignalThread {
  const shared = new SharedArrayBuffer(8);
  const state = new Int32Array(shared);
  const worker = new Worker(SOURCE, {
    eval: true,
    workerData: {
      ...{shared, keys, wardenFd, graceMs: GRACE_MS, lookMs: LOOK_MS, stuck: STUCK},
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
