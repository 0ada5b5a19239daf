import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {wantsColor} from '../../src/cli/show/color.ts';
import {hasColors, wantsAscii} from '../../src/cli/show/screen/terminfo.ts';

test.each([
  [{TERM: 'vt100'}, false],
  [{TERM: 'vt220'}, false],
  [{TERM: 'dumb'}, false],
  [{TERM: 'xterm-mono'}, false],
  [{TERM: 'xterm'}, true],
  [{TERM: 'xterm-256color'}, true],
  [{TERM: 'linux'}, true],
  [{TERM: 'screen'}, true],
  [{TERM: 'vt100', COLORTERM: 'truecolor'}, true],
  [{TERM: '../../etc/passwd'}, true],
  [{}, true],
])('%o has colours: %s', (env, colors) => {
  expect(hasColors(env)).toBe(colors);
  expect(wantsColor('auto', env, true)).toBe(colors);
  expect(wantsColor('always', env, true)).toBe(true);
});

test.each([
  [2, 0o432, -1, false],
  [2, 0o432, 8, true],
  [4, 0o1036, 16_777_216, true],
])('a description of one’s own, with numbers of %i bytes', (size, magic, colors, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'terminfo-'));
  const file = Buffer.alloc(12 + 4 + 1 + 1 + 14 * size);
  for (const [i, value] of [magic, 4, 1, 14, 0, 0].entries()) file.writeInt16LE(value, i * 2);
  file.writeIntLE(colors, 18 + 13 * size, size);
  mkdirSync(join(folder, 'm'));
  writeFileSync(join(folder, 'm', 'mine'), file);
  expect(hasColors({TERM: 'mine', TERMINFO: folder})).toBe(expected);
  rmSync(folder, {recursive: true});
});

test.each([
  [{}, false],
  [{LANG: 'en_US.UTF-8'}, false],
  [{LANG: 'de_DE.utf8'}, false],
  [{LANG: 'C'}, true],
  [{LANG: 'en_US.UTF-8', LC_ALL: 'C'}, true],
  [{LANG: 'C', LC_CTYPE: 'C.UTF-8'}, false],
  [{LC_ALL: '', LC_CTYPE: '', LANG: 'POSIX'}, true],
  [{LANG: 'de_DE@euro'}, true],
])('%o is ASCII: %s', (env, ascii) => {
  expect(wantsAscii(env)).toBe(ascii);
});
