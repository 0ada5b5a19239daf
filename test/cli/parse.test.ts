import {expect, test} from 'vitest';
import {parse} from '../../src/cli/program/parse.ts';

const parsed = (line: string) => {
  const {row, call} = parse(line === '' ? [] : line.split(' '));
  return {command: row.name, ...call};
};

const RUN_OPTIONS =
  '--batch, --json, --iterations, --delay, --until, --seed, --policy, --set, --speed, --do, --fail-on, --serve, --resume, --interval, ' +
  '--hardware, --record, --steps, --sort, --filter, --threshold and 11 more';

test.each([
  ['', {command: 'run', argument: undefined, implied: true, options: {}}],
  ['run', {command: 'run', argument: undefined, implied: false, options: {}}],
  ['poweredge-400sc', {command: 'run', argument: 'poweredge-400sc', implied: true, options: {}}],
  ['-J -n 3', {command: 'run', argument: undefined, implied: true, options: {json: true, iterations: 3}}],
  ['run -bq a', {command: 'run', argument: 'a', implied: false, options: {batch: true, quiet: true}}],
  [
    'run -n3 --delay=500ms',
    {command: 'run', argument: undefined, implied: false, options: {iterations: 3, delay: 500e6}},
  ],
  [
    'run --do a --do b --fail-on c',
    {command: 'run', argument: undefined, implied: false, options: {do: ['a', 'b'], failOn: ['c']}},
  ],
  ['run --seed 1 --seed 2', {command: 'run', argument: undefined, implied: false, options: {seed: 2}}],
  ['list commands --json', {command: 'list', argument: 'commands', implied: false, options: {json: true}}],
  ['-h', {command: 'run', argument: undefined, implied: true, options: {help: true}}],
  ['-V', {command: 'run', argument: undefined, implied: true, options: {version: true}}],
])('irqdeck %s', (line, call) => {
  expect(parsed(line)).toEqual(call);
});

test.each([
  ['run --sede 1', 'there is no option of run "--sede"; did you mean --seed?'],
  ['-x', `there is no option of run "-x", only ${RUN_OPTIONS}.`],
  ['list -b', 'there is no option of list "-b", only --json, --quiet, --verbose, --help, --version.'],
  ['run --delay', 'the argument is missing; write -d, --delay TIME.'],
  ['run --do', "the argument is missing; write --do 'TIME COMMAND ARGS'."],
  ['run -d soon', '--delay soon: not a time; write for example 500ms, 2s, 1m30s, or a number of seconds.'],
  ['run -d 0', '--delay 0: too short; the minimum is 1ns.'],
  ['run -n 0', '--iterations 0: not a whole number from 1 to 9007199254740991.'],
  ['run --seed -1', '--seed -1: not a whole number from 0 to 4294967295.'],
  ['run --speed 0', '--speed 0: not a speed; write a number from 0.0001 to 1000 (times real time), or max.'],
  ['run --hardware none', '--hardware none: not one of assumed, real.'],
  ['run --color yes', '--color yes: not one of auto, always, never.'],
  ['run a b', 'too many arguments; usage: irqdeck run [SCENARIO] [OPTIONS].'],
  ['list a b c', 'too many arguments; usage: irqdeck list [KIND] [NAME] [OPTIONS].'],
  ['-J list', 'list is a command, and the command comes first; write irqdeck list ….'],
])('irqdeck %s is refused', (line, sentence) => {
  expect(() => parsed(line)).toThrow(new Error(sentence));
});
