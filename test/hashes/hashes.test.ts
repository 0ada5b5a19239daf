import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {runAll} from '../../src/compare/pool.ts';
import {COMMANDS} from '../../src/protocol/command/command.ts';
import {FACTS} from '../../src/protocol/record/fact.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {HANGS, RELEASE_REASONS, RESET_METHODS} from '../../src/protocol/words.ts';
import {policy} from '../helpers/host.ts';
import {hashOf, RUNS, together} from './set.ts';

// One hash for all records of a set of runs. It is no value that anybody could reason out; what it is worth is that the same comes out of
// a wheel and a heap, of any slicing, of a run that was rewound, of one and of two workers (below), and on the Nodes 22, 24 and 26
// (`npm run hashes`). Where the machine is to do something else from now on, `npm run hashes -- --update` writes it again, once all of
// them agree.

const EXPECTED = new URL('expected.txt', import.meta.url);
const seen = new Set<string>();
const plain = RUNS.map(() => '');

test('all records have the hash that they had', () => {
  RUNS.forEach((run, at) => {
    plain[at] = hashOf(run, {}, record => {
      for (const each of told(record)) seen.add(each);
    });
  });
  expect(together(plain)).toBe(readFileSync(EXPECTED, 'utf8').trim());
});

test('in slices of 7 ms, gone astray every half second and rewound, half of them from a heap, in two workers: the same', async () => {
  const hashes: string[] = [];
  await runAll<number, string>(
    RUNS.map((_, at) => at),
    {
      program: new URL('worker.ts', import.meta.url),
      data: null,
      workers: 2,
      signal: new AbortController().signal,
      take(at, hash) {
        hashes[at] = hash;
      },
    },
  );
  expect(hashes).toEqual(plain);
});

test('the set takes every mechanism through its paths', () => {
  // What comes from files, programs and the desk, never from the machine.
  const others =
    /^(marker|alert|branched|host_rebooted|cpu_|line_(appeared|vanished|rewired)|counter|input|source|inject|paged|said|hint|diagnosis|frozen|drill)/;
  const facts = Object.keys(FACTS).filter(kind => !others.test(kind));
  const commands = Object.entries(COMMANDS).flatMap(([name, {to}]) => (to === 'machine' ? [`done ${name}`] : []));
  const words = [
    ...HANGS.map(hang => `hang ${hang}`),
    ...RESET_METHODS.map(method => `reset ${method}`),
    ...RELEASE_REASONS.map(reason => `released ${reason}`),
    ...['in-flight', 'masked', 'limited', 'disabled', 'killed'].map(state => `held ${state}`),
    'dropped',
  ];
  expect([...facts, ...commands, ...words].filter(each => !seen.has(each))).toEqual([]);
});

test('every mechanism has more than one setting in the set', () => {
  const settings = RUNS.map(run => policy(run.policy, run.mechanisms));
  const {name, title, about, assumes, source, ...mechanisms} = settings[0];
  for (const key of Object.keys(mechanisms) as (keyof typeof mechanisms)[])
    expect(new Set(settings.map(setting => JSON.stringify(setting[key]))).size, key).toBeGreaterThan(1);
});

/** What a record shows to have happened. */
function told(record: TraceRecord): string[] {
  if (record.kind === 'command_applied') return [record.kind, `done ${record.command.command}`];
  if (record.kind === 'domain_hung') return [record.kind, `hang ${record.hang}`];
  if (record.kind === 'device_reset') return [record.kind, `reset ${record.method}`];
  if (record.kind !== 'sample') return [record.kind];
  return (record.lines ?? []).flatMap(({released = {}, heldNs = {}, limited = 0}) => [
    ...Object.keys(released).map(reason => `released ${reason}`),
    ...Object.keys(heldNs).map(state => `held ${state}`),
    ...(limited > 0 ? ['dropped'] : []),
  ]);
}
