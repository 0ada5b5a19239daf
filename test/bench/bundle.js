// What is measured is what users run: a bundle, built like dist/.
import {bundle} from '../../bin/build.js';

await bundle(
  {run: 'test/bench/run.ts', screen: 'test/bench/screen-child.tsx', worker: 'src/compare/worker.ts'},
  'test/bench/.build/js',
);
