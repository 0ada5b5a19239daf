// The benches measure the code that users run: bundles, built like dist/.
import {bundle} from '../../bin/build.js';

const CHILDREN = {
  worker: 'src/compare/worker.ts',
  screen: 'test/bench/screen-child.tsx',
  program: 'test/bench/program-child.tsx',
  bare: 'test/bench/bare-child.tsx',
};

await bundle({run: 'test/bench/run.ts', ...CHILDREN}, 'test/bench/.build/js');
