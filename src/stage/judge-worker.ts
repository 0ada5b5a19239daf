import {parentPort, workerData} from 'node:worker_threads';
import type {Record} from '../protocol/record/record.ts';
import {judgeTold} from './judge.ts';
import type {Setup} from './setup.ts';

// Judges one run, beside a screen that stays alive.

export type Data = {setup: Setup; seed: number; records: readonly Record[]};

const {setup, seed, records}: Data = workerData;
const debrief = judgeTold(setup, seed, records, (done, of) => parentPort!.postMessage({done, of}));
parentPort!.postMessage({debrief});
