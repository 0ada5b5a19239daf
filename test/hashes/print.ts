// Prints the version of the Node that runs it, and the hash of the set.
import {hashOf, RUNS, together} from './set.ts';

console.log(process.version, together(RUNS.map(run => hashOf(run))));
