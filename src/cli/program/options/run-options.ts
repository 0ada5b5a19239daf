import {NS_PER_S} from '../../../protocol/words.ts';
import type {OptionTable} from './option-row.ts';
import {COLOR_OPTION, COMMON_OPTIONS, LINES_OPTIONS, RECORD_OPTION, SCREEN_OPTIONS} from './shared-options.ts';
import {asTyped, momentIn, oneOf, speedValue, timeFrom, wholeNumber} from './values.ts';

/** The longest sampling interval: keys and signals are handled only between two samples. */
const LONGEST_INTERVAL_NS = 10 * NS_PER_S;

export const RUN_OPTIONS = {
  batch: {
    flags: '-b, --batch',
    title: 'print plain frames; implied by -n, --until, --fail-on, and when stdout is not a terminal',
  },
  json: {flags: '-J, --json', title: 'print one JSON object per frame and line; implies -b'},
  iterations: {
    flags: '-n, --iterations N',
    title: 'number of frames (default 10; no limit with --until)',
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  },
  delay: {
    flags: '-d, --delay TIME',
    title: 'simulated time between frames: 500ms, 2s, 2 (default 1s)',
    parse: timeFrom(1, '1ns'),
  },
  until: {
    flags: '--until TIME',
    title: 'stop at this time, with a last frame',
    parse: timeFrom(0, '0s'),
  },
  seed: {
    flags: '--seed N',
    title: 'seed of all random streams, 0 to 4294967295 (default 1)',
    parse: wholeNumber(0, 0xffff_ffff),
  },
  policy: {
    flags: '--policy NAME',
    title: 'policy of the supervisor; see list policies (default: named by the scenario)',
    parse: asTyped,
  },
  set: {
    flags: '--set KEY=VALUE',
    title: 'change a setting: forced-eoi=2ms, eth0.rate=1000/s; repeatable; see list settings',
    parse: asTyped,
    repeatable: true,
  },
  speed: {
    flags: '--speed X',
    title: 'times real time, 0.0001 to 1000, or max (default 1; in batch max)',
    parse: speedValue,
  },
  do: {
    flags: "--do 'TIME COMMAND ARGS'",
    title: "run a command at this time: '2s hang_domain net'; repeatable; see list commands",
    parse: asTyped,
    repeatable: true,
  },
  failOn: {
    flags: '--fail-on COND',
    title: 'exit with status 3 as soon as the condition holds; repeatable; see list conditions',
    parse: asTyped,
    repeatable: true,
  },
  serve: {
    flags: '--serve',
    title: 'for watch: write records and read commands, as JSON lines, until stdin closes',
  },
  resume: {
    flags: '--resume RECORDING@TIME',
    title: 'continue a recorded simulation from this time, as a branch',
    parse: momentIn,
  },
  interval: {
    flags: '--interval TIME',
    title: 'time between samples (default 100ms, or a divisor of the delay)',
    parse: timeFrom(1000, '1us', LONGEST_INTERVAL_NS, '10s'),
  },
  hardware: {
    flags: '--hardware KIND',
    title: 'assumed (default): the machine gets the hardware that the policy needs; real: refuse if it lacks any',
    parse: oneOf('assumed', 'real'),
  },
  record: RECORD_OPTION,
  steps: {flags: '--steps', title: 'also record every hardware-level step'},
  ...LINES_OPTIONS,
  color: COLOR_OPTION,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
