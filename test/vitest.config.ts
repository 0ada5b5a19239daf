import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';
import {PATIENCE_MS} from './helpers/patience.ts';

// What waits in vain says so first.
const LIMIT_MS = process.env.LONG ? 6 * PATIENCE_MS : 2 * PATIENCE_MS;
const common = {testTimeout: LIMIT_MS, hookTimeout: LIMIT_MS, setupFiles: ['test/helpers/setup.ts']};

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // Vitest leaves a processor free, and where there are two that is half of them: 390 s instead of 220.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'native',
          include: ['test/**/*.test.ts'],
          // Node strips the types itself: the machine runs 6 times as fast as through Vite's module runner, which wraps every import.
          experimental: {viteModuleRunner: false},
          // A file of tests finds the modules that others have loaded, whose state is constant: a third of the time less (332 s to 226).
          isolate: false,
          ...common,
        },
      },
      // Node can not load .tsx.
      {test: {name: 'tsx', include: ['test/**/*.test.tsx'], ...common}},
    ],
  },
});
