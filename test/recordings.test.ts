import {execFile, spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {gunzipSync} from 'node:zlib';
import {afterAll, describe, expect, test} from 'vitest';
import {record} from '../recordings/make.ts';
import {STORIES} from '../recordings/stories.ts';
import type {Frame} from '../src/protocol/frame/frame.ts';
import {MEMBER_HEAD_BYTES, SIGNATURE} from '../src/trace/recording/member.ts';
import {parseHeader, parseRecord} from '../src/trace/recording/parse.ts';
import {irqdeck} from './helpers/io.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-recordings-'));
afterAll(() => rmSync(dir, {recursive: true}));

const hasPython = spawnSync('python3', ['--version']).status === 0;

const kept = (name: string) => `recordings/${name}.ndjson.gz`;

test('every recording has a story, and every story its recording', () => {
  const files = readdirSync('recordings').filter(file => file.endsWith('.gz'));
  expect(files.toSorted()).toEqual(STORIES.map(({name}) => `${name}.ndjson.gz`).toSorted());
});

describe.each(STORIES)('$name', story => {
  // After a change of what is simulated or recorded: npm run recordings, and look at what became of them.
  test('is made again, byte for byte before it is packed', async () => {
    const file = join(dir, `${story.name}.ndjson.gz`);
    await record(story, file);
    const [made, was] = [file, kept(story.name)].map(each => gunzipSync(readFileSync(each)).toString().split('\n'));
    const line = was.findIndex((text, at) => text !== made[at]);
    expect([line, made[line]]).toEqual([line, was[line]]);
    expect(made.length).toBe(was.length);
  });

  test.skipIf(!hasPython)('a reader in Python comes to the same counters', async () => {
    const file = kept(story.name);
    const counting = promisify(execFile)('python3', ['recordings/counters.py', file]);
    const frames = (await irqdeck(['replay', '-J', file])).stdout.trimEnd().split('\n');
    const {lines}: Frame = JSON.parse(frames.at(-1)!);
    const {stdout} = await counting;
    expect(stdout).toBe(lines.map(({irq, perCpu}) => `${[irq, ...perCpu!].join(' ')}\n`).join(''));
  });

  test('irqdeck check says that it is reproduced, or sound', async () => {
    const {status, stdout} = await irqdeck(['check', kept(story.name)]);
    const word = story.argv[0] === 'run' ? 'reproduced' : 'sound';
    expect([status, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^${kept(story.name)}: ${word}: `))]);
  });
});

test('a recording from before a header listed what its source knows is still reproduced', async () => {
  const {status, stdout} = await irqdeck(['check', 'test/captures/hung-before-knowledge.ndjson.gz']);
  expect([status, stdout]).toEqual([0, expect.stringContaining(': reproduced: 20.000 s of poweredge-400sc, ')]);
});

test('a recording of another machine is looked through, not run again', async () => {
  const [header, ...rest] = gunzipSync(readFileSync(kept('hung')))
    .toString()
    .split('\n');
  const file = join(dir, 'other-machine.ndjson');
  writeFileSync(file, [JSON.stringify({...JSON.parse(header), machine: 2}), ...rest].join('\n'));
  const {status, stdout} = await irqdeck(['check', file]);
  expect([status, stdout]).toEqual([
    0,
    expect.stringMatching(/: sound: 20\.000 s of run; .*; made by machine 2: looked through, not run again\n$/),
  ]);
});

test('the example of the description is a recording', () => {
  const description = readFileSync('src/protocol/README.md', 'utf8');
  const lines = /```json\n([^`]*)```/.exec(description)![1].trimEnd().split('\n');
  expect(parseHeader(lines[0])).toHaveProperty('value');
  for (const line of lines.slice(1)) expect(parseRecord(line)).toHaveProperty('value');
  expect(lines.length).toBe(6);
});

test('the description has the bytes of the format', () => {
  const description = readFileSync('src/protocol/README.md', 'utf8');
  expect(description).toContain(`\`${[...SIGNATURE].map(byte => byte.toString(16).padStart(2, '0')).join(' ')}\``);
  expect(MEMBER_HEAD_BYTES).toBe(48);
});
