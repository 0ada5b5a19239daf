import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {BUILT_IN_DRILLS} from '../../src/drill/catalogue.ts';
import {irqdeck} from '../helpers/io.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-drill-'));
const DONE = ['34s acknowledge_alert 169', '40s answer_diagnosis 2', '41s reset_device eth0', '42s restart_domain net'];

test('the list of drills, and as JSON', async () => {
  const {status, stdout} = await irqdeck(['drill']);
  expect(status).toBe(0);
  for (const name of BUILT_IN_DRILLS) expect(stdout).toContain(`  ${name} `);
  const rows = (await irqdeck(['drill', '--json'])).stdout.trimEnd().split('\n');
  expect(rows.map(row => JSON.parse(row).name)).toEqual(BUILT_IN_DRILLS);
});

describe.each([[['--json']], [[]]])('taken with %j', options => {
  test('the debrief of its recording is that of the live run, byte for byte', async () => {
    const file = join(dir, 'taken.ndjson.gz');
    const script = DONE.flatMap(text => ['--do', text]);
    const live = await irqdeck(['drill', 'hung-sharer', '--seed', '3', '-w', file, ...script, ...options]);
    expect(live.status).toBe(0);
    expect(await irqdeck(['debrief', file, ...options])).toEqual(live);
  });
});

test('lost: status 4, and one object', async () => {
  const {status, stdout} = await irqdeck(['drill', 'killed-line', '--json', '--do', '40s take_hint']);
  expect(status).toBe(4);
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({drill: 'killed-line', seed: 1, passed: false, hints: 1, ttdNs: null, ttrNs: null});
  expect(told.score).toBeLessThanOrEqual(40);
});

test('what can not be meant', async () => {
  expect(await irqdeck(['drill', 'hung-shared'])).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^irqdeck: there is no drill "hung-shared".*did you mean hung-sharer\?\n$/),
  });
  expect(await irqdeck(['debrief', 'recordings/hung.ndjson.gz'])).toEqual({
    status: 5,
    stdout: '',
    stderr: 'irqdeck: recordings/hung.ndjson.gz is not a recording of a drill; irqdeck drill NAME -w FILE makes one\n',
  });
});

test.each(['drill-brief', 'drill-debrief'])('the picture %s in the README is what is seen', name => {
  expect(readFileSync('README.md', 'utf8')).toContain(
    `\`\`\`text\n${readFileSync(`test/golden/ui/screen/${name}-80x24.txt`, 'utf8')}\`\`\`\n`,
  );
});
