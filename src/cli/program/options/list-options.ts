import type {OptionTable} from './option-row.ts';
import {COMMON_OPTIONS} from './shared-options.ts';

export const CHECK_OPTIONS = {
  json: {flags: '-J, --json', title: 'print one JSON object'},
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

export const LIST_OPTIONS = {
  json: {flags: '-J, --json', title: 'print one JSON object per entry and line'},
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
