import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {type Benchmark, median, type Outcome} from './harness.ts';

// The program as a whole: what it holds, how soon it is there, what it costs beside others of its kind.

const BUILT = 'test/bench/.build/js';
const PROGRAM = 'dist/main.js';

export const benchmarks: Benchmark[] = [
  {name: 'program, ten minutes: memory above a bare Ink app / 60 MB', goal: 1, run: compareResident},
  {name: 'program, ten minutes: what is alive / after seven', goal: 1.1, run: compareAlive},
  {name: 'program, start to first frame: CPU / a bare Ink app', goal: 1, run: compareStart},
  {name: 'program, steady state: CPU of irqdeck, htop, btop', run: compareOthers},
];

const LIMIT_MB = 60;

function compareResident(): Outcome {
  const [program, bare] = [minutes('rss'), minutes('bare')];
  if (!program || !bare) return notBuilt;
  const above = program[9] - bare[9];
  const figures = `${mb(program[9])}, bare ${mb(bare[9])}; driven 60 times as fast as by a clock`;
  return {value: above / LIMIT_MB, detail: `${mb(above)}: ${figures}`};
}

/** Seven minutes in, every view was seen, and the past that a session keeps in memory, 4 MB of it, is full. */
function compareAlive(): Outcome {
  const alive = minutes('heap');
  if (!alive) return notBuilt;
  return {value: alive[9] / alive[6], detail: alive.map(each => each.toFixed(1)).join(' ')};
}

/** In turn, so that a busy moment of the computer hits both alike. The bare one finds its packages where npm has put them. */
function compareStart(): Outcome {
  if (!existsSync(PROGRAM) || !existsSync(`${BUILT}/bare.js`)) return notBuilt;
  const starts = Array.from({length: 7}, () => [startMs(PROGRAM), startMs(`${BUILT}/bare.js`)]);
  const [program, bare] = [0, 1].map(at => median(starts.map(each => each[at])));
  return {value: program / bare, detail: `${program.toFixed(0)} ms, bare ${bare.toFixed(0)} ms`};
}

const LIVE: {readonly [name: string]: string} = {
  'irqdeck (4 frames/s)': `${process.execPath} ${PROGRAM}`,
  'htop (1/s)': 'htop -d 10',
  'btop (1/2s)': 'btop',
};

function compareOthers(): Outcome {
  if (process.platform !== 'linux' || !existsSync(PROGRAM)) return {value: null, detail: 'skipped: only on Linux'};
  const {stdout, status} = run(['test/bench/live.js', '8', ...Object.values(LIVE)]);
  if (status !== 0) return {value: null, detail: 'skipped: no script(1) to give them a terminal'};
  const spent: (number | null)[] = JSON.parse(stdout);
  const figures = Object.keys(LIVE).map((name, at) =>
    spent[at] === null ? `${name} not installed` : `${name} ${spent[at].toFixed(0)} ms/s`,
  );
  return {value: null, detail: figures.join(', ')};
}

const notBuilt: Outcome = {
  value: null,
  detail: 'skipped: it needs npm run build, and the bundle that npm run bench makes',
};

function minutes(mode: 'rss' | 'heap' | 'bare'): number[] | undefined {
  const child = `${BUILT}/program.js`;
  if (!existsSync(child)) return undefined;
  const {status, stdout, stderr} = run(['--expose-gc', child, mode]);
  if (status !== 0) throw new Error(`${child} ${mode} failed:\n${stderr}`);
  return JSON.parse(stdout);
}

function startMs(program: string): number {
  const {stderr} = run(['--import', './test/bench/first-frame.js', program]);
  const ms = Number.parseFloat(stderr);
  if (!(ms > 0)) throw new Error(`${program} drew nothing:\n${stderr}`);
  return ms;
}

function run(args: string[]) {
  const {CI, ...rest} = process.env;
  const env = {...rest, NODE_ENV: 'production', TERM: 'xterm-256color'};
  return spawnSync(process.execPath, args, {env, encoding: 'utf8'});
}

function mb(value: number): string {
  return `${value.toFixed(0)} MB`;
}
