import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterAll, beforeEach, describe, expect, test} from 'vitest';
import {addLine, changeFile, removeUnowned, writerOf} from '../../src/store/files.ts';
import {lockBeside, takeLock} from '../../src/store/lock.ts';
import {type Owner, thisProcess} from '../../src/store/process.ts';
import {openWriter} from '../../src/store/writer.ts';
import {pause, until} from '../helpers/patience.ts';

const root = mkdtempSync(join(tmpdir(), 'irqdeck-store-'));
afterAll(() => rmSync(root, {recursive: true}));
let dir: string;
let nth = 0;
beforeEach(() => {
  dir = join(root, String(nth++));
  mkdirSync(dir);
});
const at = (name: string) => join(dir, name);
const bytes = (text: string) => Buffer.from(text);
const source = (name: string) => JSON.stringify(new URL(`../../src/store/${name}`, import.meta.url).href);

function child(script: string, ...args: string[]) {
  return spawn(process.execPath, ['--input-type=module', '-e', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('an owner', () => {
  const lock = (changed: Partial<Owner>) => {
    writeFileSync(lockBeside(at('a')), JSON.stringify({...thisProcess(), ...changed}));
    return writerOf(at('a'));
  };

  test('that is gone, or began at another time, or ran before the last boot, is none', () => {
    const {pid} = spawnSync(process.execPath, ['-e', '']);
    expect(lock({pid})).toBeNull();
    expect(lock({})).toMatch(/is being written by this very process/);
    if (thisProcess().startedAt === null) return;
    expect(lock({startedAt: '1'})).toBeNull();
    expect(lock({boot: 'another'})).toBeNull();
  });

  test('that can not be seen from here is one, and so is what can not be read', () => {
    expect(lock({boot: 'x', host: 'elsewhere\x1b[31m', pid: 1})).toMatch(
      /a is being written by process 1 on elsewhere \(.*\) since .*; remove .*\.a\.irqdeck-lock if that process is gone$/,
    );
    expect(lock({space: 'pid:[1]'})).toMatch(/is being written by process/);
    for (const text of ['', 'nonsense', '{}', '[]', 'null', '{"pid":"1"}']) {
      writeFileSync(lockBeside(at('a')), text);
      expect(writerOf(at('a')), text).toMatch(/a is locked, and its lock .* can not be read; remove that if nothing/);
      expect(() => openWriter(at('a'))).toThrow(/can not be read/);
    }
  });

  test('of several that take over what a killed one left, one wins', async () => {
    const script = `
      import {takeLock} from ${source('lock.ts')};
      import {existsSync} from 'node:fs';
      console.log('ready');
      while (!existsSync(process.argv[2])) {}
      try { takeLock(process.argv[1], 'it'); console.log('won'); setInterval(() => {}, 1000); } catch (error) { console.log(error.message); }`;
    for (let round = 0; round < 2; round++) {
      const name = at(`lock${round}`);
      writeFileSync(name, JSON.stringify({...thisProcess(), pid: 2 ** 22 + 1}));
      const go = at(`go${round}`);
      const takers = Array.from({length: 4}, () => child(script, name, go));
      const lines = takers.map(({stdout}) => createInterface({input: stdout})[Symbol.asyncIterator]());
      const next = () => Promise.all(lines.map(async each => (await each.next()).value));
      expect(await next()).toEqual(Array(4).fill('ready'));
      writeFileSync(go, '');
      const said = await next();
      expect(said.filter(text => text === 'won')).toHaveLength(1);
      for (const text of said) expect(text).toMatch(/^won$|is being written by process \d+/);
      for (const taker of takers) taker.kill('SIGKILL');
    }
  });
});

describe('a file that is written', () => {
  test('is refused to another by any path, and is whole in the end', async () => {
    const writer = openWriter(at('a'));
    writer.append(bytes('head, '));
    mkdirSync(at('d'));
    linkSync(at('a'), at('d/hard'));
    symlinkSync(at('a'), at('soft'));
    symlinkSync(dir, at('d/up'));
    for (const path of ['a', 'd/../a', 'd/up/a', 'd/hard', 'soft'])
      expect(() => openWriter(`${dir}/${path}`), path).toThrow(/is being written by this very process/);
    writer.append(bytes('tail'));
    writer.replace!(0, bytes('HEAD'));
    await writer.close();
    expect(writer.failure).toBeNull();
    expect(readFileSync(at('d/hard'), 'utf8')).toBe('HEAD, tail');
    expect(readdirSync(dir).toSorted()).toEqual(['a', 'd', 'soft']);
    await openWriter(at('soft')).close();
    expect(statSync(at('a')).size).toBe(0);
  });

  test('is none of those that are read, by whatever path', () => {
    writeFileSync(at('a'), 'what is read');
    linkSync(at('a'), at('hard'));
    symlinkSync(at('a'), at('soft'));
    for (const name of ['a', 'hard', 'soft'])
      expect(() => openWriter(at(name), {reads: [at('a')]}), name).toThrow(/is the file that is read/);
    expect(readFileSync(at('a'), 'utf8')).toBe('what is read');
  });

  test.each([
    ['emptied', (file: string) => truncateSync(file), /it has 0 bytes instead of the 10 written/, true],
    ['removed', (file: string) => rmSync(file), /was removed or replaced by something else/, false],
    ['replaced', (file: string) => renameSync(`${file}.other`, file), /was removed or replaced/, true],
  ])('that is %s meanwhile has failed, and gets no hole', async (_what, harm, reason, there) => {
    writeFileSync(at('a.other'), '');
    const writer = openWriter(at('a'));
    writer.append(bytes('0123456789'));
    await until(() => writer.written >= 10);
    harm(at('a'));
    writer.append(bytes('more'));
    await writer.close();
    expect(writer.failure?.message).toMatch(reason);
    expect(existsSync(at('a')) && statSync(at('a')).size).toBe(there ? 0 : false);
    expect(() => writer.append(bytes('x'))).toThrow(reason);
  });

  test('that is killed costs no more than what it was writing, and does not block the next', async () => {
    const script = `
      import {openWriter} from ${source('writer.ts')};
      const writer = openWriter(process.argv[1]);
      setInterval(() => { writer.append(Buffer.from('x'.repeat(100))); console.log(writer.written); }, 5);`;
    for (let kill = 0; kill < 3; kill++) {
      const writing = child(script, at('a'));
      let told = 0;
      writing.stdout.on('data', data => {
        told = Number(String(data).trim().split('\n').at(-1));
      });
      await until(() => told >= 1000);
      writing.kill('SIGKILL');
      await once(writing, 'exit');
      expect(statSync(at('a')).size).toBeGreaterThanOrEqual(told);
    }
    await openWriter(at('a')).close();
    expect(readdirSync(dir)).toEqual(['a']);
  });
});

describe.runIf(process.platform === 'linux')('a pipe', () => {
  beforeEach(() => {
    spawnSync('mkfifo', [at('pipe')]);
  });

  test('that nothing reads is refused', () => {
    expect(() => openWriter(at('pipe'))).toThrow(/it is a pipe that nothing reads; start its reader first/);
  });

  test('whose reader takes nothing has failed, at its bound or in the end, and blocks nothing', async () => {
    const reader = openSync(at('pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openWriter(at('pipe'), {mostWaiting: 300_000});
    writer.append(Buffer.alloc(200_000));
    await pause(50);
    expect(() => writer.append(Buffer.alloc(200_000))).toThrow(/its reader takes nothing, \d+ kB wait/);
    await writer.close();
    const other = openWriter(at('pipe'));
    other.append(Buffer.alloc(200_000));
    await other.close({patienceMs: () => 50});
    expect(other.failure?.message).toMatch(/its reader takes nothing, \d+ kB wait/);
    closeSync(reader);
  });

  test('whose reader is slow gets it all, and one whose reader is gone has failed', async () => {
    const slow = spawn('sh', ['-c', `exec < ${at('pipe')}; sleep 0.5; wc -c`]);
    const [counted, ended] = [once(slow.stdout, 'data'), once(slow, 'close')];
    const writer = await opened(at('pipe'));
    for (let n = 0; n < 30; n++) writer.append(Buffer.alloc(100_000));
    await writer.ready();
    await writer.close();
    expect([writer.failure, Number((await counted)[0])]).toEqual([null, 3_000_000]);
    // Until then it has the pipe open.
    await ended;
    const reader = openSync(at('pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    const left = openWriter(at('pipe'));
    closeSync(reader);
    left.append(bytes('x'));
    await left.close();
    expect(left.failure?.message).toMatch(/its reader is gone/);
  });

  /** As soon as something reads it. */
  function opened(path: string) {
    return until(() => {
      try {
        return openWriter(path);
      } catch (error) {
        if (/nothing reads/.test((error as Error).message)) return null;
        throw error;
      }
    });
  }
});

describe('a small file', () => {
  test('is changed as one step: links and permissions stay, and of several who change it none is lost', async () => {
    writeFileSync(at('real'), '0', {mode: 0o600});
    symlinkSync(at('real'), at('link'));
    const script = `
      import {readFileSync} from 'node:fs';
      import {changeFile} from ${source('files.ts')};
      for (let n = 0; n < 50; n++) changeFile(process.argv[1], file => readFileSync(file, 'utf8'), text => String(Number(text) + 1));`;
    const changers = [1, 2].map(() => child(script, at('link')));
    await Promise.all(changers.map(each => once(each, 'exit')));
    expect(readFileSync(at('real'), 'utf8')).toBe('100');
    expect(statSync(at('real')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).toSorted()).toEqual(['link', 'real']);
    expect(() =>
      changeFile(
        at('no'),
        () => null,
        () => {
          throw new Error('sorry');
        },
      ),
    ).toThrow('sorry');
    expect(readdirSync(dir).toSorted()).toEqual(['link', 'real']);
  });

  test('gets a line after what was left torn, and is not removed while its name is kept', () => {
    writeFileSync(at('lines'), 'one\ntor');
    addLine(at('lines'), 'two');
    expect(readFileSync(at('lines'), 'utf8')).toBe('one\ntor\ntwo\n');
    const kept = takeLock(lockBeside(at('lines')), 'lines');
    removeUnowned(at('lines'));
    expect(existsSync(at('lines'))).toBe(true);
    kept.release();
    removeUnowned(at('lines'));
    expect(readdirSync(dir)).toEqual([]);
  });
});
