import fc from 'fast-check';
import {afterAll, beforeAll, expect} from 'vitest';
import {loadPatterns} from '../../src/model/words/pattern.ts';

// Properties are tried on the same cases each time, so that a test that passed passes again; `FC_SEED=… npm test` tries others.
fc.configureGlobal({seed: Number(process.env.FC_SEED ?? 20_050_312)});

// Screens are opened here without the command that loads them.
await loadPatterns();

/** Of CPU time; the slowest of the quick files takes a fifth of it. */
const QUICK_MS = 10_000;

if (process.env.QUICK) {
  let before: NodeJS.CpuUsage;
  beforeAll(() => {
    before = process.cpuUsage();
  });
  afterAll(() => {
    const {user, system} = process.cpuUsage(before);
    if ((user + system) / 1000 > QUICK_MS)
      throw new Error(`${expect.getState().testPath} is not quick: name it in test/helpers/slow.ts`);
  });
}
