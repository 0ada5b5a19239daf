import {parentPort, workerData} from 'node:worker_threads';
import type {TraceRecord} from '../protocol/record/record.ts';
import {judgeWithProgress} from './judge.ts';
import type {DrillSetup} from './setup.ts';

// Judges one run in a worker thread, so that the screen stays responsive.

export type JudgeData = {setup: DrillSetup; seed: number; records: readonly TraceRecord[]};

const {setup, seed, records}: JudgeData = workerData;
const debrief = judgeWithProgress(setup, seed, records, (done, of) => parentPort!.postMessage({done, of}));
parentPort!.postMessage({debrief});
