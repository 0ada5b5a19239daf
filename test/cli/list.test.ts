import {expect, test} from 'vitest';
import {BUILT_IN_DRILLS, builtInDrillText} from '../../src/drill/catalogue.ts';
import {drillSchema} from '../../src/drill/file/schema.ts';
import {COMMAND_NAMES} from '../../src/protocol/command/command.ts';
import {BUILT_IN, builtInText} from '../../src/scenario/catalogue.ts';
import {jsonSchema} from '../../src/scenario/format/schema.ts';
import {irqdeck} from '../helpers/io.ts';

const entriesOf = async (...argv: string[]): Promise<{[field: string]: unknown}[]> => {
  const {status, stdout} = await irqdeck(['list', '--json', ...argv]);
  expect(status).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
};

test('the kinds, with how many there are of each', async () => {
  const kinds = await entriesOf();
  expect(kinds.map(({name}) => name)).toEqual([
    'scenarios',
    'drills',
    'policies',
    'settings',
    'claims',
    'schemas',
    'commands',
    'conditions',
    'formats',
    'alerts',
    'facts',
    'steps',
    'views',
    'columns',
    'keys',
    'themes',
  ]);
  for (const {name, count} of kinds) expect(await entriesOf(String(name))).toHaveLength(Number(count));
});

test('every entry of every kind has a name and a title', async () => {
  for (const {name} of await entriesOf())
    for (const entry of await entriesOf(String(name)))
      expect(entry).toMatchObject({name: expect.stringMatching(/./), title: expect.stringMatching(/./)});
});

test('commands with how they are written', async () => {
  const commands = await entriesOf('commands');
  expect(commands.map(({name}) => name)).toEqual(COMMAND_NAMES);
  expect(commands[0]).toEqual({
    name: 'hang_domain',
    title: 'hang a domain: stuck answers nothing, deaf silences nothing; in one kernel silent, spin or thread',
    usage: 'hang_domain DOMAIN [HOW]',
    to: 'machine',
  });
});

test('scenarios with what can be named in them', async () => {
  const entries = await entriesOf('scenarios');
  expect(entries.map(({name}) => name)).toEqual([...BUILT_IN]);
  expect(entries[0]).toMatchObject({policy: 'xen-2005', domains: expect.arrayContaining(['net'])});
});

test('the file of a scenario, as it is, to be copied and changed', async () => {
  const {status, stdout} = await irqdeck(['list', 'scenarios', 'huge']);
  expect({status, stdout}).toEqual({status: 0, stdout: builtInText('huge')});
});

test('drills with level and host; the file of one, as it is', async () => {
  const entries = await entriesOf('drills');
  expect(entries.map(({name}) => name)).toEqual(BUILT_IN_DRILLS);
  expect(entries[0]).toMatchObject({level: 'easy', scenario: 'poweredge-400sc', policy: 'xen-2005'});
  const {status, stdout} = await irqdeck(['list', 'drills', 'orphan']);
  expect({status, stdout}).toEqual({status: 0, stdout: builtInDrillText('orphan')});
});

test.each([
  ['scenario', jsonSchema],
  ['drill', drillSchema],
])('the published schema is what the schema of a %s is', async (name, schema) => {
  const {stdout} = await irqdeck(['list', 'schemas', name]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(schema())));
});

test.each([
  ['scenarios hugo', 'irqdeck: there is no scenario "hugo", only'],
  ['policies xen', 'irqdeck: policies have no files; usage: irqdeck list policies.'],
  ['schemas drills', 'irqdeck: there is no schema "drills", only scenario, drill; did you mean drill?'],
  ['drills orhpan', 'irqdeck: there is no drill "orhpan"'],
])('list %s is refused', async (line, said) => {
  const {status, stdout, stderr} = await irqdeck(['list', ...line.split(' ')]);
  expect({status, stdout}).toEqual({status: 2, stdout: ''});
  expect(stderr).toContain(said);
});

test('settings: every mechanism and every value of a scenario, with how they are written', async () => {
  const entries = await entriesOf('settings');
  expect(entries.slice(0, 2).map(({usage}) => usage)).toEqual(['hold=mask|eoi|none', 'forced-eoi=TIME|off']);
  expect(entries.map(({usage}) => usage)).toEqual(expect.arrayContaining(['DEVICE.rate=RATE', 'costs.deliver=TIME']));
});

test('titles stand in a column and go on below themselves', async () => {
  const {stdout} = await irqdeck(['list', 'alerts'], {env: {COLUMNS: '60'}});
  expect(stdout).toBe(
    [
      '  starvation  a healthy domain could not be notified of its',
      '              device for 500 ms without a break',
      '  re-firing   more than 100 forced releases per second on a',
      '              line for 500 ms: no answer, and the device',
      '              still interrupts',
      '  storm       more than 10,000 interrupts per second on a',
      '              line, or half of a CPU spent on it, for 500 ms',
      '  livelock    a CPU spent at least 98 % of a second in the',
      '              interrupt path',
      '  host-lost   the watchdog declared the host lost',
      '  stopped     a line that used to fire has been silent for',
      '              twenty times its usual gap, and at least 1 s',
      '',
    ].join('\n'),
  );
});

test('policies with what they assume', async () => {
  const {stdout} = await irqdeck(['list', 'policies'], {env: {COLUMNS: '200'}});
  expect(stdout).toContain(
    [
      '  xen-2005     acknowledge by all, no time limit: Xen in March 2005',
      '               Mask the pin, notify every sharer, unmask when the last one has acknowledged. Nothing limits the wait.',
      '               The debt of a destroyed domain is cancelled; its device is left as it is.',
      '               assumes: nothing',
      '               from: xen-devel, March 2005; Xen 3.0 irq_guest_action_t',
      '',
    ].join('\n'),
  );
});
