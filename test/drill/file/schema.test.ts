import {readFileSync, writeFileSync} from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {BUILT_IN_DRILLS, builtInDrillText} from '../../../src/drill/catalogue.ts';
import {readDrill} from '../../../src/drill/file/read.ts';
import {drillSchema} from '../../../src/drill/file/schema.ts';
import {KNOWN} from '../../../src/stage/setup.ts';

const validate = new Ajv.default({strict: true, allowUnionTypes: true}).compile(drillSchema());
const fits = (text: string) => validate(parse(text, {merge: true}));

test.each([...BUILT_IN_DRILLS])('the published schema lets %s pass', name => {
  fits(builtInDrillText(name));
  expect(validate.errors).toBeNull();
});

const SOUND = builtInDrillText('orphan');

test.each([
  ['an unknown key', 'limit: 2m', 'limits: 2m'],
  ['an unknown level', 'level: hard', 'level: harder'],
  ['no lesson', 'lesson: |', 'lesson_: |'],
  ['an inject with an unknown condition', 'when: broken', 'when: broke'],
  ['a hint that costs too much', 'cost: 10', 'cost: 100'],
  ['a solution without its time', '{after: 23s, do: unmask_line 169}', '{do: unmask_line 169}'],
])('it refuses %s, as the checker does', (_what, from, to) => {
  expect(SOUND).toContain(from);
  const text = SOUND.replace(from, to);
  expect(fits(text)).toBe(false);
  expect(readDrill(text, KNOWN).faults).not.toBeUndefined();
});

test('every key says what it means', () => {
  const silent: string[] = [];
  const visit = (at: string, schema: {[key: string]: unknown}) => {
    for (const [key, each] of Object.entries((schema.properties ?? {}) as {[key: string]: {[key: string]: unknown}})) {
      if (each.description === undefined) silent.push(`${at}${key}`);
      visit(`${at}${key}.`, each);
    }
    if (schema.items !== undefined) visit(at, schema.items as {[key: string]: unknown});
  };
  visit('', drillSchema());
  expect(silent).toEqual([]);
});

type Schema = {[keyword: string]: unknown};

/** Every key with what it means and what it is where it is left out; those of rows stand below their list. */
function keysOf(schema: Schema, indent: string): string[] {
  const required = (schema.required ?? []) as string[];
  return Object.entries(schema.properties as {[key: string]: Schema}).flatMap(([key, each]) => {
    const {description, default: usual} = each;
    const plain = ['string', 'number'].includes(typeof usual) ? `; default: ${usual}` : '';
    const row = `${`${indent}${key}${required.includes(key) ? '*' : ''}`.padEnd(16)} ${description}${plain}`;
    const items = each.items as Schema | undefined;
    return [row, ...(items?.properties ? keysOf(items, `${indent}  `) : [])];
  });
}

test('the page for authors has every key', async () => {
  const page = new URL('../../../src/drill/README.md', import.meta.url);
  const told = readFileSync(page, 'utf8');
  const anew = told.replace(/(?<=```text\n)[\s\S]*?(?=```)/, () => `${keysOf(drillSchema(), '').join('\n')}\n`);
  if (process.env.UPDATE) writeFileSync(page, anew);
  else expect(anew).toBe(told);
});
