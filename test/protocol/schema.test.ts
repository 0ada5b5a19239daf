import {Ajv2020} from 'ajv/dist/2020.js';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type ArgumentKind, COMMANDS} from '../../src/protocol/command/command.ts';
import {COMMAND, HEADER, RECORDS, STEP_ROW} from '../../src/protocol/shape/record-shapes.ts';
import {RECORDING_SCHEMA} from '../../src/protocol/shape/schema.ts';
import {encode} from '../../src/trace/recording/encode.ts';
import {S} from '../helpers/host.ts';
import {simulation} from '../helpers/simulated.ts';
import {HEADER as SMALL, stream} from '../model/machine.ts';

const ajv = new Ajv2020({strictTuples: false, strictTypes: false});
const line = ajv.compile(RECORDING_SCHEMA);
const part = (name: string) => ajv.compile({$ref: `#/$defs/${name}`, $defs: RECORDING_SCHEMA.$defs});

/** A value for each kind of argument that is not any text. */
const VALUES: {readonly [kind in ArgumentKind]?: string | number} = {
  duration: 5,
  number: 5,
  method: 'pm',
  hang: 'deaf',
  boots: 'crash',
};

test('the schema that stands in the repository is that of the reader', async () => {
  await expect(`${JSON.stringify(RECORDING_SCHEMA, null, 1)}\n`).toMatchFileSnapshot(
    '../../src/protocol/shape/recording.schema.json',
  );
});

test('every line that is written fits the schema', () => {
  const {header, records} = simulation(20 * S);
  const headerFits = part('header');
  expect([headerFits(header), headerFits(SMALL), headerFits({})]).toEqual([true, true, false]);
  const step = encode({kind: 'step', t: 5, line: '169', what: 'handled', domain: 'net', device: 'eth0'});
  for (const text of [...records.map(encode), step]) expect(line(JSON.parse(text)), text).toBe(true);
  fc.assert(fc.property(stream, some => some.every(record => line(JSON.parse(encode(record))))));
});

/** Any value somewhere in another replaced, removed or added to. */
function mutated(value: unknown, path: number[], by: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const [at, ...rest] = path;
  const copy: {[key: string]: unknown} = Array.isArray(value) ? ([...value] as never) : {...value};
  const key = keys[at % keys.length];
  if (by === undefined && rest.length === 0) delete copy[key];
  else copy[key] = mutated(copy[key], rest, by);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

const odd = fc.oneof(
  fc.constantFrom(undefined, null, true, '', 'open', -1, 0.5, 3, 2 ** 41, 2 ** 53, 1e300, [], {}, [[0, 1]], 'hung'),
  fc.jsonValue({maxDepth: 2}),
);

test('the reader refuses what the schema refuses, and nothing else', () => {
  const samples = simulation(12 * S).records;
  const commands = Object.entries(COMMANDS).map(([command, {args}]) => ({
    command,
    ...Object.fromEntries(args.map(({name, kind}) => [name, VALUES[kind] ?? 'x'])),
  }));
  const cases = [
    ...samples
      .filter(({kind}, at) => kind !== 'sample' || at % 10 === 0)
      .map(value => ({value, shape: RECORDS[value.kind], fits: part(value.kind)})),
    ...commands.map(value => ({value, shape: COMMAND, fits: part('command')})),
    {
      value: {...SMALL, commands: [{t: 5, command: commands[0]}], branchOf: {t: 3}},
      shape: HEADER,
      fits: part('header'),
    },
    {value: [5, '169', 'handled', null, 'net', 'eth0'], shape: STEP_ROW, fits: part('stepRow')},
  ];
  for (const {value, shape, fits} of cases) expect([shape.fault(value), fits(value)]).toEqual([null, true]);
  const path = fc.array(fc.nat(30), {minLength: 1, maxLength: 6});
  fc.assert(
    fc.property(fc.constantFrom(...cases), path, odd, ({value, shape, fits}, at, by) => {
      const broken = JSON.parse(JSON.stringify(mutated(value, at, by)) ?? 'null');
      expect([shape.fault(broken) === null, broken]).toEqual([fits(broken), broken]);
    }),
    {numRuns: 3000},
  );
});
