import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {machineOf} from '../../src/scenario/machine.ts';
import {readDocument} from '../../src/scenario/read/read.ts';
import {anyScenario} from '../helpers/anyscenario.ts';
import {writeScenario} from '../helpers/write-scenario.ts';

test('any machine that can be wired, written as YAML and read back, is the same machine', () => {
  fc.assert(
    fc.property(anyScenario, spec => {
      const read = readDocument(writeScenario(spec));
      expect(read.faults).toBeUndefined();
      expect(machineOf(read.faults === undefined ? read.document : (undefined as never))).toEqual(spec);
    }),
    {numRuns: 100},
  );
});

test('what a file said, written as JSON into a header, is read as the same scenario', () => {
  fc.assert(
    fc.property(anyScenario, spec => {
      const read = readDocument(writeScenario(spec));
      if (read.faults !== undefined) throw new Error(read.faults[0].sentence);
      const again = readDocument(JSON.stringify(read.file));
      expect(again).toMatchObject({document: read.document});
    }),
    {numRuns: 30},
  );
});

test('whatever is thrown at it, it answers with a scenario or with faults that have a place', () => {
  const anyText = fc.oneof(
    fc.string({unit: 'binary', maxLength: 200}),
    fc.json({maxDepth: 4}),
    // A sound file with pieces of it put elsewhere.
    fc.tuple(anyScenario.map(writeScenario), fc.nat(), fc.nat(), fc.nat()).map(([text, from, to, at]) => {
      const piece = text.slice(from % text.length, to % text.length);
      return text.slice(0, at % text.length) + piece + text.slice(at % text.length);
    }),
  );
  fc.assert(
    fc.property(anyText, text => {
      const read = readDocument(text);
      if (read.faults === undefined)
        return parse(text, {merge: true}).scenario === undefined ? expect.fail() : undefined;
      expect(read.faults.length).toBeGreaterThan(0);
      for (const {line, column, sentence} of read.faults) {
        expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(text.split(/\n/).length + 1);
        expect(sentence).not.toBe('');
      }
    }),
    {numRuns: 100},
  );
});
