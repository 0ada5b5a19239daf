import type {OptionTable} from './option-row.ts';
import {RUN_OPTIONS} from './run-options.ts';
import {COLOR_OPTION, COMMON_OPTIONS, LINES_OPTIONS, RECORD_OPTION, SCREEN_OPTIONS} from './shared-options.ts';
import {timeFrom} from './values.ts';

const {batch, json, iterations, delay, until, speed, failOn, serve} = RUN_OPTIONS;
const ALL_FRAMES = {...iterations, title: 'number of frames (default: all)'};

export const REPLAY_OPTIONS = {
  batch,
  json,
  iterations: ALL_FRAMES,
  delay: {...delay, title: 'recorded time between frames: 500ms, 2s, 2 (default: a frame for each sample)'},
  until,
  from: {
    flags: '--from TIME',
    title: 'begin at this time; on the screen you can still go back to earlier times',
    parse: timeFrom(0, '0s'),
  },
  to: {flags: '--to TIME', title: 'ignore everything after this time', parse: timeFrom(0, '0s')},
  speed,
  failOn,
  record: RECORD_OPTION,
  serve,
  ...LINES_OPTIONS,
  color: COLOR_OPTION,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

export const WATCH_OPTIONS = {
  batch,
  json,
  iterations: ALL_FRAMES,
  delay: {...delay, title: "the program's time between frames: 500ms, 2s, 2 (default 1s)"},
  until: {...until, title: 'stop at this time of the program, with a last frame'},
  do: {...RUN_OPTIONS.do, title: "send a command at this time of the program: '2s hang_domain net'; repeatable"},
  failOn,
  record: RECORD_OPTION,
  ...LINES_OPTIONS,
  color: COLOR_OPTION,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
