import Ajv from 'ajv/dist/2020.js';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {BUILT_IN, builtInText} from '../../../src/scenario/catalogue.ts';
import {jsonSchema} from '../../../src/scenario/format/schema.ts';
import {readDocument} from '../../../src/scenario/read/read.ts';
import {anyScenario} from '../../helpers/anyscenario.ts';
import {writeScenario} from '../../helpers/write-scenario.ts';

const validate = new Ajv.default({strict: true, allowUnionTypes: true}).compile(jsonSchema());
const fits = (text: string) => validate(parse(text, {merge: true}));

test.each([...BUILT_IN])('the published schema lets %s pass', name => {
  fits(builtInText(name));
  expect(validate.errors).toBeNull();
});

test('and every scenario that can be', () => {
  fc.assert(
    fc.property(anyScenario.map(writeScenario), text => {
      fits(text);
      expect(validate.errors).toBeNull();
    }),
    {numRuns: 50},
  );
});

const SOUND = builtInText('wrong-descriptor');

test.each([
  ['an unknown key', 'queue: 256', 'queu: 256'],
  ['an unknown word', 'loop: closed', 'loop: shut'],
  ['a queue of nothing', 'queue: 256', 'queue: 0'],
  ['no domain', 'sound0, line: 10, domain: sound', 'sound0, line: 10'],
  [
    'a width that no access has',
    '{width: 8, space: io, offset: 0x10, bit: 3',
    '{width: 12, space: io, offset: 0x10, bit: 3',
  ],
  ['more than is repeated', '{irq: 10}', '{irq: "{n}", repeat: 0}'],
])('it refuses %s, as the checker does', (_what, from, to) => {
  expect(SOUND.split(from)).toHaveLength(2);
  const text = SOUND.replace(from, to);
  expect(fits(text)).toBe(false);
  expect(readDocument(text).faults).not.toBeUndefined();
});

test('every key says what it means', () => {
  const silent: string[] = [];
  const visit = (at: string, schema: {[key: string]: unknown}) => {
    for (const [key, each] of Object.entries((schema.properties ?? {}) as {[key: string]: {[key: string]: unknown}})) {
      if (each.description === undefined) silent.push(`${at}${key}`);
      visit(`${at}${key}.`, each);
    }
    for (const each of [schema.items, ...((schema.anyOf as unknown[]) ?? [])])
      if (each !== undefined) visit(at, each as {[key: string]: unknown});
  };
  visit('', jsonSchema());
  expect([...new Set(silent)]).toEqual([]);
});
