import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {paragraphsOf, passagesOf, remarksOf} from './helpers/prose.ts';
import {AVOIDED, KEPT, lostPhrases, NOT_YET, type ProseFile, placeOf, wordsIn} from './helpers/words.ts';

const root = new URL('../', import.meta.url);

/** They are about these words. */
const ABOUT = ['test/words.test.ts', 'test/helpers/words.ts'];

const FILES: ProseFile[] = ['README.md', '.ci/run', ...['src', 'bin', 'test', 'recordings'].flatMap(textsIn)]
  .filter(path => !ABOUT.includes(path))
  .map(path => ({path, text: readFileSync(new URL(path, root), 'utf8')}));

function textsIn(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, root), {recursive: true, encoding: 'utf8'})
    .map(path => `${folder}/${path}`)
    .filter(path => /\.(?:tsx?|js|md|yaml|py)$/.test(path) && !/node_modules|\.build/.test(path));
}

describe('texts and comments', () => {
  const found = FILES.map(file => ({place: placeOf(file.path), words: wordsIn(file)}));

  test('have no word to avoid', () => {
    expect(FILES.length).toBeGreaterThan(500);
    expect(found.filter(({place}) => !NOT_YET.includes(place)).flatMap(({words}) => words)).toEqual([]);
  });

  test('a phrase that is kept still exists; a room that is clean leaves the list', () => {
    expect(lostPhrases(FILES)).toEqual([]);
    const marred = new Set(found.filter(({words}) => words.length > 0).map(({place}) => place));
    expect(NOT_YET.filter(place => !marred.has(place))).toEqual([]);
  });
});

describe('each row of the table', () => {
  test.each(AVOIDED.map(row => [row.wrongly, row] as const))('finds: %s', (wrongly, {pattern, remedy}) => {
    const [first] = wordsIn({path: 'src/ui/a.ts', text: `// ${wrongly}\n`});
    expect(first).toMatch(/^src\/ui\/a\.ts:1 "/);
    expect(wordsIn({path: 'src/ui/a.ts', text: `// ${wrongly}\n`}).join('\n')).toContain(remedy);
    expect(wrongly).toMatch(pattern);
  });

  test.each(AVOIDED.flatMap(({rightly}) => rightly ?? []))('lets pass: %s', rightly => {
    expect(wordsIn({path: 'src/ui/a.ts', text: `/** ${rightly} */\n`})).toEqual([]);
  });
});

describe('words are found', () => {
  const found = (path: string, ...lines: string[]) =>
    wordsIn({path, text: `${lines.join('\n')}\n`}).map(each => each.slice(0, each.indexOf('"') - 1));

  test('in comments, literals, templates and the values in them, at their line', () => {
    const code = [
      '/** First line,',
      ' * second: whoever. */',
      "const a = 'begins anew';",
      `const b = \`a \${many.map(one => \`of \${one} anew\`)} b`,
      '  anew`; // 1 of 3,',
      '// of no simulation',
    ];
    expect(found('src/ui/a.ts', ...code)).toEqual([2, 3, 4, 5, 6].map(line => `src/ui/a.ts:${line}`));
  });

  test('across the end of a line', () => {
    expect(found('src/ui/a.ts', 'a;', '// It is known that', '// there is more.')).toEqual(['src/ui/a.ts:2']);
  });

  test('in pages and YAML, but not in what is set as code', () => {
    expect(found('src/ui/README.md', '# A', '', 'It begins', 'anew.')).toEqual(['src/ui/README.md:4']);
    expect(found('src/ui/README.md', 'It has `anew`.', '```text', 'anew', '```')).toEqual([]);
    expect(found('src/drill/catalogue/a.yaml', 'title: begins anew', 'told: 3')).toContain(
      'src/drill/catalogue/a.yaml:1',
    );
  });

  test('in remarks of scripts', () => {
    expect(found('bin/a.py', '#!/usr/bin/env anew', 'x = 1  # begins anew', '"""Prints', 'anew."""')).toEqual([
      'bin/a.py:2',
      'bin/a.py:4',
    ]);
  });

  test('not in names, single words, patterns, and in tests not in what a program printed', () => {
    const code = ["const told = {anew: 'told'};", "a.told('whoever', b.tell);", 'a.replace(/begins anew/, b);'];
    expect(found('src/ui/a.ts', ...code, 'type A = {who: string}; // `who says`')).toEqual([]);
    expect(found('test/ui/a.test.ts', "expect(a).toBe('it begins anew');")).toEqual([]);
    expect(found('test/ui/a.test.ts', '// It begins anew.')).toHaveLength(1);
  });

  test('not in a phrase that is kept, which must exist', () => {
    const file = {
      path: 'src/ui/a.ts',
      text: "const a = 'who acknowledges\\n' +\n  'anew';\n// Who acknowledges now?\n",
    };
    const kept = [{file: 'src/ui/a.ts', phrase: 'Who acknowledges now', reason: 'a quotation'}];
    expect(wordsIn(file, kept)).toHaveLength(1);
    expect(wordsIn(file, [])).toHaveLength(2);
    expect(lostPhrases([file], kept)).toEqual([]);
    expect(lostPhrases([file], [{file: 'src/ui/a.ts', phrase: 'Who else', reason: ''}])).toHaveLength(1);
  });
});

test('what is kept has a reason', () => {
  expect(KEPT.filter(({reason}) => reason.length < 10)).toEqual([]);
});

test('passages: apostrophes in comments, quotes in patterns, and code in templates', () => {
  const code = [
    "// It's one,",
    "// and it isn't two.",
    "const a = /['\"`]/.exec(b) ?? c / d / 'e f';",
    `const g = \`h \${i({j: 'k l'})} m\`;`,
    "const n = 'o\\'p q';",
  ];
  expect(passagesOf(code.join('\n'))).toEqual([
    {kind: 'comment', text: " It's one,\n and it isn't two.", line: 1},
    {kind: 'text', text: 'e f', line: 3},
    {kind: 'text', text: 'k l', line: 4},
    {kind: 'text', text: 'h … m', line: 4},
    {kind: 'text', text: "o\\'p q", line: 5},
  ]);
});

test('paragraphs and remarks, at their lines', () => {
  expect(paragraphsOf('# A\n\n```sh\nb\n```\n\nC\nd\n').map(({text, line}) => [text.trim(), line])).toEqual([
    ['# A', 1],
    ['C\nd', 7],
  ]);
  expect(remarksOf('#!/bin/sh\necho "$#"\n  # a b\n')).toEqual([{kind: 'comment', text: ' a b', line: 3}]);
});

test('a file has the place of its room, or of its folder at the root', () => {
  expect(['src/ui/keys/a.ts', 'src/main.ts', 'test/ui/a.test.ts', 'README.md'].map(placeOf)).toEqual([
    'src/ui',
    'src/main.ts',
    'test',
    'README.md',
  ]);
});
