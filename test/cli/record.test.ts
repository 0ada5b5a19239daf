import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, expect, test} from 'vitest';
import {irqdeck} from '../helpers/io.ts';
import {plainStory} from '../helpers/recorded.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-record-'));
afterAll(() => rmSync(dir, {recursive: true}));
const at = (name: string) => join(dir, name);

const STORY = ['2s hang_domain net', '6s reset_device libata', '9s reset_device eth0', '9s restart_domain net'].flatMap(
  text => ['--do', text],
);
const frames = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

test('a recording replayed shows the frames of the run', async () => {
  const file = at('story.ndjson.gz');
  const ran = await irqdeck(['run', '-J', '--until', '35s', '-w', file, ...STORY]);
  expect(ran).toMatchObject({status: 0});
  expect(gunzipSync(readFileSync(file)).toString()).toBe(plainStory().toString());
  const replayed = await irqdeck(['replay', '-J', '-d', '1s', '--until', '35s', file]);
  expect(replayed).toMatchObject({status: 0, stderr: ran.stderr});
  const asRun = ({file: _file, ...frame}: {file: string}) => ({...frame, source: 'run'});
  expect(frames(replayed.stdout).map(asRun)).toEqual(frames(ran.stdout));
  expect(frames(replayed.stdout)[0]).toMatchObject({
    source: 'replay',
    file: 'story.ndjson.gz',
    policy: 'xen-2005',
    seed: 1,
  });
});

test('a file of text is not compressed, and a replay can be recorded again', async () => {
  const [text, again] = [at('a.ndjson'), at('b.ndjson.gz')];
  await irqdeck(['run', '-J', '--until', '35s', '-w', text, ...STORY]);
  expect(readFileSync(text).toString()).toBe(plainStory().toString());
  await irqdeck(['replay', '-J', '-w', again, text]);
  const [header, ...lines] = gunzipSync(readFileSync(again)).toString().split('\n');
  // The first index sums up the header too, and it is another.
  const summed = (line: string) =>
    line.startsWith('{"kind":"index","t":10000000000') ? line.replace(/"parts":\[\[\d+,\d+\]/, '"parts":[') : line;
  expect(lines.map(summed)).toEqual(plainStory().toString().split('\n').slice(1).map(summed));
  expect(JSON.parse(header)).toMatchObject({source: 'replay', file: 'a.ndjson', scenario: 'poweredge-400sc'});
});

test('a series of /proc/interrupts becomes a recording', async () => {
  const file = at('storm.ndjson.gz');
  const capture = 'test/captures/04-interrupts.series.txt.gz';
  const imported = await irqdeck(['replay', '-J', '-w', file, capture]);
  const replayed = await irqdeck(['replay', '-J', file]);
  const alike = ({file: _file, ...frame}: {file: string}) => frame;
  expect(frames(replayed.stdout).map(alike)).toEqual(frames(imported.stdout).map(alike));
});

test('what can not be written is said, before or when it happens, and costs nothing else', async () => {
  const missing = await irqdeck(['run', '-n', '1', '-w', at('no/such/file')]);
  expect(missing).toEqual({
    status: 1,
    stdout: '',
    stderr: `irqdeck: ${at('no/such/file')} can not be written: there is no such directory\n`,
  });
  const text = at('input.ndjson');
  writeFileSync(text, plainStory());
  expect(await irqdeck(['replay', '-b', '-w', text, text])).toEqual({
    status: 2,
    stdout: '',
    stderr: `irqdeck: -w ${text} is the file that is read; name another file.\n`,
  });
  expect(readFileSync(text)).toEqual(plainStory());
});

test.runIf(existsSync('/dev/full'))('a disk that is full', async () => {
  const full = await irqdeck(['run', '-J', '-n', '3', '-w', '/dev/full']);
  expect(full).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(
      /^irqdeck: the recording ended at \d\.\d+ s: \/dev\/full can not be written: no space is left on the device\.\n$/,
    ),
  });
  expect(frames(full.stdout)).toHaveLength(3);
  // Lost records are reported with --quiet too.
  const quiet = await irqdeck(['run', '-q', '-J', '-n', '3', '-d', '20s', '--steps', '-w', '/dev/full']);
  expect(quiet).toMatchObject({status: 1, stderr: expect.stringContaining('no space is left on the device.\n')});
});

test('steps are recorded where a recording is asked for', async () => {
  const file = at('steps.ndjson');
  expect(await irqdeck(['run', '-q', '-J', '-n', '1', '--steps', '-w', file])).toMatchObject({status: 0});
  const [header, ...lines] = readFileSync(file, 'utf8').split('\n');
  expect(JSON.parse(header)).toMatchObject({steps: true});
  expect(lines.filter(line => line.startsWith('[')).length).toBeGreaterThan(1000);
  expect(await irqdeck(['run', '-n', '1', '--steps'])).toMatchObject({
    status: 2,
    stderr: 'irqdeck: --steps needs a recording; name one with -w FILE.\n',
  });
});
