import {NS_PER_MS} from '../../../protocol/words.ts';
import type {OptionTable} from './option-row.ts';
import {RUN_OPTIONS} from './run-options.ts';
import {COLOR_OPTION, COMMON_OPTIONS} from './shared-options.ts';
import {asTyped, timeFrom, wholeNumber} from './values.ts';

export const COMPARE_OPTIONS = {
  json: {flags: '-J, --json', title: 'print one JSON object per policy and line'},
  policies: {
    flags: '--policies LIST',
    title: 'names separated by commas, or all (the default); see list policies',
    parse: asTyped,
  },
  seeds: {
    flags: '--seeds N',
    title: 'number of seeds for each policy (default 20)',
    parse: wholeNumber(1, 100_000),
  },
  seed: {...RUN_OPTIONS.seed, title: 'the first seed (default 1)'},
  set: {
    ...RUN_OPTIONS.set,
    title: 'change a setting for every policy: forced-eoi=2ms, eth0.rate=1000/s; repeatable; see list settings',
  },
  do: RUN_OPTIONS.do,
  until: {
    flags: '--until TIME',
    title: 'length of each run, a multiple of 100ms (default 30s)',
    parse: timeFrom(100 * NS_PER_MS, '100ms'),
  },
  hardware: RUN_OPTIONS.hardware,
  workers: {
    flags: '--workers N',
    title: 'number of worker threads (default: one per processor); the result does not depend on it',
    parse: wholeNumber(1, 1024),
  },
  color: COLOR_OPTION,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
