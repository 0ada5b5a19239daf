import {SORT_NAMES} from '../../../model/frame/shown-lines.ts';
import {NS_PER_MS, NS_PER_S} from '../../../protocol/words.ts';
import {COLUMNS, THEMES, VIEWS} from '../../../ui/scene/option-names.ts';
import type {OptionTable} from './option-table.ts';
import {
  checkFilter,
  cpuColumns,
  filter,
  listOf,
  momentIn,
  oneOf,
  order,
  speedValue,
  timeFrom,
  wholeNumber,
} from './values.ts';

const asTyped = (text: string) => text;

function namesIn<Name extends string>(table: {readonly [name in Name]: string}): Name[] {
  return Object.keys(table) as Name[];
}

/** Which lines and columns are shown, on the screen and in frames. */
export const LINES_OPTIONS = {
  sort: {
    flags: '-s, --sort COL',
    title: `sort lines by ${SORT_NAMES.join(', ')}; ! before it reverses`,
    parse: order,
  },
  filter: {
    flags: '-F, --filter REGEX',
    title: 'only lines whose number, chip, state, devices or domains match (RE2); ! first inverts',
    parse: filter,
    check: checkFilter,
  },
  threshold: {
    flags: '-t, --threshold N',
    title: 'no lines with at most N interrupts a second, unless they are held',
    parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  },
  cpus: {flags: '-C, --cpus LIST', title: 'columns of these CPUs: 0-3,7, auto, all or none', parse: cpuColumns},
  columns: {
    flags: '-o, --columns LIST',
    title: 'columns of the lines, in this order; see list columns',
    parse: listOf(...namesIn(COLUMNS)),
  },
} as const satisfies OptionTable;

/** How the screen looks. */
export const SCREEN_OPTIONS = {
  theme: {flags: '--theme NAME', title: 'colours of the screen; see list themes', parse: oneOf(...namesIn(THEMES))},
  view: {
    flags: '--view NAME',
    title: 'what the screen shows at first; see list views',
    parse: oneOf(...namesIn(VIEWS)),
  },
  ascii: {flags: '--ascii', title: 'only characters that every terminal has'},
  mouse: {flags: '--no-mouse', title: 'leave the mouse to the terminal'},
} as const satisfies OptionTable;

/** Options of every command. */
export const COMMON_OPTIONS = {
  quiet: {flags: '-q, --quiet', title: 'say nothing on stderr but errors'},
  verbose: {
    flags: '-v, --verbose',
    title: 'say on stderr how long it took, and where errors arose',
  },
  help: {flags: '-h, --help', title: 'show this'},
  version: {flags: '-V, --version', title: 'show the version'},
} as const satisfies OptionTable;

export const RUN_OPTIONS = {
  batch: {
    flags: '-b, --batch',
    title: 'plain frames; implied when stdout is no terminal, and by -n, --until, --fail-on',
  },
  json: {flags: '-J, --json', title: 'one JSON object per frame and line; implies -b'},
  iterations: {
    flags: '-n, --iterations N',
    title: 'how many frames; default 10, with --until no limit',
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  },
  delay: {
    flags: '-d, --delay TIME',
    title: 'simulated time between frames: 500ms, 2s, 2 (default 1s)',
    parse: timeFrom(1, '1ns'),
  },
  until: {
    flags: '--until TIME',
    title: 'stop there, with a frame of that moment',
    parse: timeFrom(0, '0s'),
  },
  seed: {
    flags: '--seed N',
    title: 'seed of every random stream, 0 to 4294967295 (default 1)',
    parse: wholeNumber(0, 0xffff_ffff),
  },
  policy: {
    flags: '--policy NAME',
    title: "see list policies (default: the scenario's)",
    parse: asTyped,
  },
  set: {
    flags: '--set KEY=VALUE',
    title: 'forced-eoi=2ms, eth0.rate=1000/s; repeatable; see list settings',
    parse: asTyped,
    repeatable: true,
  },
  speed: {
    flags: '--speed X',
    title: 'times real time, 0.0001 to 1000, or max (default 1, in batch max)',
    parse: speedValue,
  },
  do: {
    flags: "--do 'TIME COMMAND ARGS'",
    title: "'2s hang_domain net'; repeatable; see list commands",
    parse: asTyped,
    repeatable: true,
  },
  failOn: {
    flags: '--fail-on COND',
    title: 'exit 3 as soon as it holds; repeatable; see list conditions',
    parse: asTyped,
    repeatable: true,
  },
  serve: {
    flags: '--serve',
    title: 'write records and read commands, as JSON lines, until stdin closes: for watch',
  },
  resume: {
    flags: '--resume RECORDING@TIME',
    title: 'go on from there in a recorded simulation, as a branch',
    parse: momentIn,
  },
  interval: {
    flags: '--interval TIME',
    title: 'time between samples (default 100ms, or what divides the delay)',
    // From one sample to the next nothing else is done: no key is heard, no signal.
    parse: timeFrom(1000, '1us', 10 * NS_PER_S, '10s'),
  },
  hardware: {
    flags: '--hardware KIND',
    title: 'real refuses what the machine lacks, assumed lends it (the default)',
    parse: oneOf('assumed', 'real'),
  },
  record: {
    flags: '-w, --record FILE',
    title: 'record into this file: text where it ends in .ndjson, else gzip',
    parse: asTyped,
  },
  steps: {flags: '--steps', title: 'record every hardware-level step too'},
  ...LINES_OPTIONS,
  color: {
    flags: '--color WHEN',
    title: 'auto, always or never; NO_COLOR wins (default auto)',
    parse: oneOf('auto', 'always', 'never'),
  },
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

const {batch, json, speed: playSpeed, failOn, serve, record, color, delay, until} = RUN_OPTIONS;

export const REPLAY_OPTIONS = {
  batch,
  json,
  iterations: {...RUN_OPTIONS.iterations, title: 'how many frames; default as many as there are'},
  delay: {...RUN_OPTIONS.delay, title: 'recorded time between frames: 500ms, 2s, 2 (default: one for each sample)'},
  until: RUN_OPTIONS.until,
  from: {
    flags: '--from TIME',
    title: 'begin there; what is earlier can still be gone back to',
    parse: timeFrom(0, '0s'),
  },
  to: {flags: '--to TIME', title: 'as if the recording ended there', parse: timeFrom(0, '0s')},
  speed: playSpeed,
  failOn,
  record,
  serve,
  ...LINES_OPTIONS,
  color,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

export const COMPARE_OPTIONS = {
  json: {flags: '-J, --json', title: 'one JSON object per policy and line'},
  policies: {
    flags: '--policies LIST',
    title: 'names with commas between them, or all (the default); see list policies',
    parse: asTyped,
  },
  seeds: {
    flags: '--seeds N',
    title: 'how many seeds each policy is run with (default 20)',
    parse: wholeNumber(1, 100_000),
  },
  seed: {...RUN_OPTIONS.seed, title: 'the first of the seeds (default 1)'},
  set: {
    ...RUN_OPTIONS.set,
    title: 'forced-eoi=2ms, eth0.rate=1000/s, for every policy; repeatable; see list settings',
  },
  do: RUN_OPTIONS.do,
  until: {
    flags: '--until TIME',
    title: 'how long each run is, a multiple of 100ms (default 30s)',
    parse: timeFrom(100 * NS_PER_MS, '100ms'),
  },
  hardware: RUN_OPTIONS.hardware,
  workers: {
    flags: '--workers N',
    title: 'worker threads (default: one for each processor); the result does not depend on it',
    parse: wholeNumber(1, 1024),
  },
  color,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

export const WATCH_OPTIONS = {
  batch,
  json,
  iterations: {...RUN_OPTIONS.iterations, title: 'how many frames; default as many as there are'},
  delay: {...delay, title: 'time of the program between frames: 500ms, 2s, 2 (default 1s)'},
  until: {...until, title: 'stop at that time of the program, with a frame of that moment'},
  do: {...RUN_OPTIONS.do, title: "'2s hang_domain net', at that time of the program; repeatable"},
  failOn,
  record,
  ...LINES_OPTIONS,
  color,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

export const CHECK_OPTIONS = {
  json: {flags: '-J, --json', title: 'one JSON object'},
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

const html = {
  flags: '--html FILE',
  title: 'the debrief as a page that needs no network, into this file too; - is stdout, instead of the text',
  parse: asTyped,
} as const;

export const DRILL_OPTIONS = {
  json: {flags: '-J, --json', title: 'without a trainee but for --do: the debrief as one JSON object'},
  batch: {flags: '-b, --batch', title: 'without a trainee; implied by --do and where stdout is no terminal'},
  seed: RUN_OPTIONS.seed,
  do: {...RUN_OPTIONS.do, title: "'40s reset_device eth0', and nobody else; implies -b; repeatable; see list commands"},
  resume: {
    flags: '--resume [RECORDING]',
    title: 'go on with a drill that was left; without a RECORDING with the last one',
    parse: (text: string): string | true => text,
  },
  results: {flags: '--results', title: 'how often each was taken on the screen, best and last score, best times'},
  record,
  html,
  color,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

export const DEBRIEF_OPTIONS = {
  batch: {flags: '-b, --batch', title: 'as text; implied when stdout is no terminal'},
  json: {flags: '-J, --json', title: 'one JSON object; implies -b'},
  drill: {
    flags: '--drill NAME',
    title: 'judge it by this drill, or file, not by what was recorded of it',
    parse: asTyped,
  },
  html,
  color,
  ...SCREEN_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;

export const LIST_OPTIONS = {
  json: {flags: '-J, --json', title: 'one JSON object per entry and line'},
  ...COMMON_OPTIONS,
} as const satisfies OptionTable;
