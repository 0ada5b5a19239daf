import {existsSync, globSync, readFileSync} from 'node:fs';
import {posix} from 'node:path';
import {describe, expect, test} from 'vitest';

const root = new URL('../', import.meta.url);
const PAGES = ['README.md', ...globSync('src/**/README.md', {cwd: root.pathname})].toSorted();
/** Pages with paths that are still to be corrected; one without leaves the list. */
const NOT_YET: readonly string[] = [];

describe('every path on a page exists', () => {
  test.each(PAGES)('%s', page => {
    const text = readFileSync(new URL(page, root), 'utf8');
    const lost = lostPaths(page, text, path => existsSync(new URL(path, root)));
    if (NOT_YET.includes(page)) expect(lost).not.toEqual([]);
    else expect(lost).toEqual([]);
  });

  test('of the page about src, many', () => {
    expect(PAGES).toContain('src/README.md');
    expect(readFileSync(new URL('src/README.md', root), 'utf8').match(/`[^`\n]+\.tsx?`/g)?.length).toBeGreaterThan(60);
  });
});

test('a path may begin at the root, in src, beside its page, or in the room of its row', () => {
  const exists = (path: string) =>
    ['src/ui/keys/keymap.ts', 'test/a.test.ts', 'src/ui/', 'src/ui/keys/'].includes(path);
  const lost = (text: string) => lostPaths('src/README.md', text, exists);
  expect(
    lost('`ui/keys/keymap.ts`, `src/ui/keys/keymap.ts`, `test/a.test.ts`, `irqShare`, `*.test.ts`, `a.b`'),
  ).toEqual([]);
  expect(lost('| `ui/` | `keys/` has `keys/keymap.ts` |')).toEqual([]);
  expect(lost('`keys/` has `keymap.ts`,\n`ui/keymap.ts`')).toEqual(['`keys/`', '`keymap.ts`', '`ui/keymap.ts`']);
  expect(lost('```sh\na/b.ts `c/d.ts`\n```\n')).toEqual([]);
});

/** Texts set as a path that do not exist, as they stand there. On the page for users only paths of the repository's folders are looked at. */
function lostPaths(page: string, text: string, exists: (path: string) => boolean): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return prose.split('\n').flatMap(line => {
    const room = /^\| `([\w/-]+\/)`/.exec(line)?.[1] ?? '';
    const bases = ['', 'src/', `${posix.dirname(page)}/`, `src/${room}`];
    return [...line.matchAll(/`([^`]+)`/g)]
      .filter(([, path]) => (page === 'README.md' ? /^(?:src|test|bin|recordings)\/\S+$/ : PATH).test(path))
      .filter(([, path]) => !bases.some(base => exists(posix.normalize(`${base}${path}`))))
      .map(([token]) => token);
  });
}

/** With a slash at its end or in it, or the ending of a file. Without: `*.test.ts`, `/proc/interrupts`, `a/b c`. */
const PATH = /^(?!.*\/\/)[\w.-]+(?:\/[\w.-]+)*(?:\/|\.(?:tsx?|js|json|yaml|md|py))$/;
