// npm run bench -- [--json] [--only REGEX]
import {parseArgs} from 'node:util';
import {benchmarks as comparison} from './compare.bench.ts';
import {type Benchmark, judge, type Row} from './harness.ts';
import {benchmarks as hold} from './hold.bench.ts';
import {benchmarks as machine} from './machine.bench.ts';
import {benchmarks as pace} from './pace.bench.ts';
import {benchmarks as program} from './program.bench.ts';
import {benchmarks as recording} from './recording.bench.ts';
import {benchmarks as screen} from './screen.bench.ts';
import {benchmarks as snapshot} from './snapshot.bench.ts';

const ALL: Benchmark[] = [
  ...hold,
  ...snapshot,
  ...machine,
  ...pace,
  ...comparison,
  ...recording,
  ...screen,
  ...program,
];

const {values: options} = parseArgs({options: {json: {type: 'boolean'}, only: {type: 'string', default: ''}}});

const benchmarks = ALL.filter(({name}) => new RegExp(options.only, 'i').test(name));
const width = Math.max(...benchmarks.map(({name}) => name.length));
if (!options.json) console.log(line(width, 'benchmark', 'value', 'goal', '', ''));

const rows: Row[] = [];
for (const benchmark of benchmarks) {
  const row = await judge(benchmark);
  console.log(options.json ? asJson(row) : asLine(row));
  rows.push(row);
}
process.exitCode = rows.every(({ok}) => ok) ? 0 : 1;

function asLine({name, value, goal, ok, detail}: Row): string {
  const verdict = value === null || goal === null ? '' : ok ? 'ok' : 'MISS';
  return line(width, name, figure(value), goal === null ? '' : `<= ${goal}`, verdict, detail);
}

function line(width: number, name: string, value: string, goal: string, verdict: string, detail: string): string {
  return `${name.padEnd(width)}  ${value.padStart(7)}  ${goal.padEnd(8)}  ${verdict.padEnd(4)}  ${detail}`.trimEnd();
}

function figure(value: number | null): string {
  return value === null ? '-' : value.toFixed(value < 0.1 ? 4 : 2);
}

function asJson({name, value, goal, ok}: Row): string {
  return JSON.stringify({name, value, goal, ok});
}
