import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, describe, expect, test} from 'vitest';
import {record} from '../recordings/make.ts';
import {STORIES} from '../recordings/stories.ts';
import {irqdeck} from './helpers/io.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-recordings-'));
afterAll(() => rmSync(dir, {recursive: true}));

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

  test('irqdeck check says that it is reproduced, or sound', async () => {
    const {status, stdout} = await irqdeck(['check', kept(story.name)]);
    const word = story.argv[0] === 'run' ? 'reproduced' : 'sound';
    expect([status, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^${kept(story.name)}: ${word}: `))]);
  });
});
