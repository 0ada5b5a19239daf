import fc from 'fast-check';
import {loadPatterns} from '../../src/model/words/pattern.ts';

// Properties are tried on the same cases each time, so that a test that passed passes again; `FC_SEED=… npm test` tries others.
fc.configureGlobal({seed: Number(process.env.FC_SEED ?? 20_050_312)});

// Screens are opened here without the command that loads them.
await loadPatterns();
