import type {OptionTable} from './option-row.ts';
import {RUN_OPTIONS} from './run-options.ts';
import {COLOR_OPTION, COMMON_OPTIONS, RECORD_OPTION, SCREEN_OPTIONS} from './shared-options.ts';
import {asTyped} from './values.ts';

const HTML_OPTION = {
  flags: '--html FILE',
  title: 'also write the debrief as an HTML page, which needs no network; - is stdout, instead of the text',
  parse: asTyped,
} as const;

export const DRILL_OPTIONS = {
  json: {flags: '-J, --json', title: 'run without a trainee; print the debrief as one JSON object'},
  batch: {flags: '-b, --batch', title: 'run without a trainee; implied by --do, and when stdout is not a terminal'},
  seed: RUN_OPTIONS.seed,
  do: {
    ...RUN_OPTIONS.do,
    title:
      "run without a trainee, with this command: '40s reset_device eth0'; implies -b; repeatable; see list commands",
  },
  resume: {
    flags: '--resume [RECORDING]',
    title: 'continue a drill that was left before its end; without RECORDING the last one',
    parse: (text: string): string | true => text,
  },
  results: {
    flags: '--results',
    title: 'print how often each drill was taken on the screen, best and last score, best times',
  },
  record: RECORD_OPTION,
  html: HTML_OPTION,
  color: COLOR_OPTION,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

export const DEBRIEF_OPTIONS = {
  batch: {flags: '-b, --batch', title: 'print text; implied when stdout is not a terminal'},
  json: {flags: '-J, --json', title: 'print one JSON object; implies -b'},
  drill: {
    flags: '--drill NAME',
    title: 'judge by this drill, a name or a file, instead of the drill in the recording',
    parse: asTyped,
  },
  html: HTML_OPTION,
  color: COLOR_OPTION,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
