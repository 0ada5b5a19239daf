import {parentPort, workerData} from 'node:worker_threads';
import type {TraceRecord} from '../protocol/record/record.ts';
import {judgeTold} from './judge.ts';
import type {Setup} from './setup.ts';

// Judges one run, beside a screen that stays alive.

export type JudgeData = {setup: Setup; seed: number; records: readonly TraceRecord[]};

const {setup, seed, records}: JudgeData = workerData;
const debrief = judgeTold(setup, seed, records, (done, of) => parentPort!.postMessage({done, of}));
parentPort!.postMessage({debrief});
