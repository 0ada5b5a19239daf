// npm run bench -- [--json] [--only REGEX]
import {readdirSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {type Benchmark, judge, type Row} from './harness.ts';

const {values: options} = parseArgs({options: {json: {type: 'boolean'}, only: {type: 'string', default: ''}}});

const benchmarks = (await loadAll()).filter(({name}) => new RegExp(options.only, 'i').test(name));
const width = Math.max(...benchmarks.map(({name}) => name.length));
if (!options.json) console.log(line(width, 'benchmark', 'value', 'goal', '', ''));

const rows = benchmarks.map(benchmark => {
  const row = judge(benchmark);
  console.log(options.json ? asJson(row) : asLine(row));
  return row;
});
process.exitCode = rows.every(({ok}) => ok) ? 0 : 1;

async function loadAll(): Promise<Benchmark[]> {
  const files = readdirSync(import.meta.dirname).filter(name => name.endsWith('.bench.ts'));
  const modules: {benchmarks: Benchmark[]}[] = await Promise.all(files.sort().map(name => import(`./${name}`)));
  return modules.flatMap(({benchmarks}) => benchmarks);
}

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
