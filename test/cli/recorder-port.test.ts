import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {openSession} from '../../src/session/session.ts';
import {recorderPort} from '../../src/setup/recording/recorder-port.ts';
import {openRecordingFile} from '../../src/setup/recording/recording-file.ts';
import {S} from '../helpers/host.ts';
import {irqdeck} from '../helpers/io.ts';
import {until} from '../helpers/patience.ts';
import {simulator} from '../helpers/simulated.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-key-'));
afterAll(() => rmSync(dir, {recursive: true}));

/** A stopped recording is written to its end while the run goes on; then its lock is removed. */
function nothingOpen(folder: string): Promise<boolean> {
  return until(() => !readdirSync(folder).some(name => name.endsWith('-lock')));
}

/** A run that somebody watches, and what the key does with it. */
function watched(state: string) {
  const source = simulator();
  const recording = openRecordingFile(source.header);
  const session = openSession(source, {tap: recording.tap});
  return {session, recording, port: recorderPort(recording, {XDG_STATE_HOME: state})};
}

test('each time that it is switched on it has a file of its own, which check reproduces', async () => {
  const {session, recording, port} = watched(dir);
  const folder = join(dir, 'irqdeck/recordings');
  session.advance(1.05 * S);
  port.toggle();
  expect([port.state, port.fault]).toEqual(['waiting', null]);
  session.advance(3 * S);
  expect(port.state).toBe('on');
  expect(port.file).toMatch(
    new RegExp(`^${folder}/\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d\\.\\d{3}\\.ndjson\\.gz$`),
  );
  const first = port.file!;
  port.toggle();
  expect(port.state).toBe('off');
  await nothingOpen(folder);
  expect((await irqdeck(['check', first])).stdout).toMatch(/: reproduced: 3.000 s of /);
  // Switched off before it began, it leaves nothing.
  port.toggle();
  port.toggle();
  await nothingOpen(folder);
  expect([port.state, readdirSync(folder)]).toEqual(['off', [first.slice(folder.length + 1)]]);
  expect(await recording.end(() => {})).toBe(true);
});

test('where it can not write it says so, and the run goes on', async () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  const {session, recording, port} = watched(file);
  session.advance(1 * S);
  port.toggle();
  expect([port.state, port.fault]).toEqual([
    'off',
    expect.stringContaining(`${file}/irqdeck/recordings can not be created: `),
  ]);
  session.advance(2 * S);
  expect(session.t).toBe(2 * S);
  await recording.end(() => {});
});
