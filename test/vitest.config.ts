import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';
import {BaseSequencer, type TestSpecification} from 'vitest/node';
import {PATIENCE_MS} from './helpers/patience.ts';
import {SLOW} from './helpers/slow.ts';

// A wait without success reports it first.
const LIMIT_MS = process.env.LONG ? 6 * PATIENCE_MS : 2 * PATIENCE_MS;
const common = {
  testTimeout: LIMIT_MS,
  hookTimeout: LIMIT_MS,
  setupFiles: ['test/helpers/setup.ts'],
  exclude: process.env.QUICK ? SLOW.map(file => `test/${file}`) : [],
};

/** Vitest itself begins with what took longest the last time, which it does not know in a clean checkout. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isNative = ({project}: TestSpecification) => Number(project.name === 'native');
    const place = ({moduleId}: TestSpecification) => {
      const at = SLOW.findIndex(file => moduleId.endsWith(`/test/${file}`));
      return at < 0 ? SLOW.length : at;
    };
    // Project by project: between others a worker of one would be ended, and lose what it has loaded.
    return (await super.sort(files)).toSorted(
      (one, other) => isNative(one) - isNative(other) || place(one) - place(other),
    );
  }
}

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // Vitest leaves a processor free, and where there are two that is half of them: 390 s instead of 220.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: {sequencer: SlowestFirst},
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
