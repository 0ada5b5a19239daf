import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Step} from '../../../src/protocol/record/step.ts';
import {encode} from '../../../src/trace/recording/encode.ts';
import {parseCommand, parseHeader, parseRecord} from '../../../src/trace/recording/parse.ts';
import {S} from '../../helpers/host.ts';
import {simulation} from '../../helpers/simulated.ts';
import {HEADER, KEYFRAME, stream} from '../../model/machine.ts';

const read = (text: string) => parseRecord(text.trimEnd());

test('what is written is read back as it was', () => {
  const written = fc.property(stream, records => {
    for (const record of records) expect(read(encode(record))).toEqual({value: record});
  });
  fc.assert(written);
  const {header, records} = simulation(20 * S);
  expect(parseHeader(encode(header).trimEnd())).toEqual({value: header});
  for (const record of records) expect(read(encode(record))).toEqual({value: record});
});

test('a line is one JSON value, and a step is a list', () => {
  const step: Step = {kind: 'step', t: 5, line: '169', what: 'handled', domain: 'net', device: 'eth0'};
  expect(encode(step)).toBe('[5,"169","handled",null,"net","eth0"]\n');
  expect(encode({kind: 'step', t: 5, line: '169', what: 'delivered', cpu: 0})).toBe('[5,"169","delivered",0]\n');
  expect(encode({t: 7, kind: 'marker_added', text: 'a\nb'})).toBe('{"t":7,"kind":"marker_added","text":"a\\nb"}\n');
});

test('a step may also be written out, and null says nothing', () => {
  const step = {kind: 'step', t: 5, line: '169', what: 'delivered', cpu: 0};
  expect(read(JSON.stringify(step))).toEqual({value: step});
  expect(read('[5,"169","delivered",0,null,null]')).toEqual({value: step});
});

test('a kind of a later version is kept as it is', () => {
  const weather = {kind: 'weather', t: 5, wind: {from: [1, 'north', null]}};
  expect(read(JSON.stringify(weather))).toEqual({value: weather});
  const sample = {kind: 'sample', t: 5, spanNs: 5, weather: {wind: 3}};
  expect(read(JSON.stringify(sample))).toEqual({value: sample});
});

test('text is made safe, wherever it stands and however it is written', () => {
  const line = String.raw`{"kind":"marker_added","t":1,"text":"a\u001b[31mb\u202ec","x":{"\u0007y":["z\u009b"]}}`;
  expect(read(line)).toEqual({value: {kind: 'marker_added', t: 1, text: 'abc', x: {y: ['z']}}});
  const long = read(encode({kind: 'marker_added', t: 1, text: 'x'.repeat(5000)}));
  expect(long).toEqual({value: {kind: 'marker_added', t: 1, text: `${'x'.repeat(199)}…`}});
  expect(read('{"kind":"marker_added","t":1,"text":"a\tb"}')).toEqual({fault: 'it is not JSON'});
});

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a line that can not be used says why', () => {
  const keyframe = (changed: object) => JSON.stringify({...KEYFRAME, ...changed});
  test.each([
    ['', 'it is not JSON'],
    ['{"kind":"sample"', 'it is not JSON'],
    ['5', 'it is not a record: a record is an object with a kind, or a list for a step'],
    ['{"t":5}', 'it is not a record: a record is an object with a kind, or a list for a step'],
    ['{"kind":"weather"}', 'record.t is missing'],
    ['{"kind":"weather","t":-1}', 'record.t is not a whole number from 0 to 9007199254740991'],
    ['{"kind":"sample","t":1.5,"spanNs":0}', 'sample.t is not a whole number from 0 to 9007199254740991'],
    ['{"kind":"sample","t":1e300,"spanNs":0}', 'sample.t is not a whole number from 0 to 9007199254740991'],
    ['{"kind":"sample","t":1,"spanNs":0,"lines":{}}', 'sample.lines is not a list'],
    ['{"kind":"sample","t":1,"spanNs":0,"lines":[{}]}', 'sample.lines[0].irq is missing'],
    [
      '{"kind":"sample","t":1,"spanNs":0,"lines":[{"irq":"5","counts":[[0,-1]]}]}',
      'sample.lines[0].counts[0][1] is not a whole number from 0 to 1099511627776',
    ],
    [
      '{"kind":"sample","t":1,"spanNs":0,"lines":[{"irq":"5","counts":[[0]]}]}',
      'sample.lines[0].counts[0] is not a list of 2',
    ],
    [
      '{"kind":"sample","t":1,"spanNs":0,"lines":[{"irq":"5","state":"odd"}]}',
      'sample.lines[0].state "odd" is not open, in-flight, masked, limited, disabled or killed',
    ],
    [
      '{"kind":"domain_hung","t":1,"domain":"net","hang":"odd"}',
      'domain_hung.hang "odd" is not stuck, deaf, silent, spin or thread',
    ],
    ['{"kind":"domain_hung","t":1,"hang":"stuck"}', 'domain_hung.domain is missing'],
    [
      '{"kind":"command_applied","t":1,"command":{"command":"odd"}}',
      'command_applied.command.command "odd" is not a command; see irqdeck list commands',
    ],
    [`{"kind":"weather","t":1,"x":${nested(60)}}`, 'record.x is nested too deeply'],
    [`{"kind":"sample","t":1,"spanNs":1,"x":${nested(400_000)}}`, 'sample.x is nested too deeply'],
    ['[1,"169"]', 'step is not a list of 3 to 6'],
    ['[1,"169","odd"]', expect.stringMatching(/^step\[2\] "odd" is not asserted, /)],
    [keyframe({cpus: [0, 0]}), 'keyframe.cpus are not in ascending order'],
    [keyframe({lines: [...KEYFRAME.lines, KEYFRAME.lines[0]]}), 'keyframe.lines has the same name twice'],
    [keyframe({cpus: [0]}), 'keyframe.lines[0].perCpu does not have one number for each CPU'],
  ])('%.80s', (line, fault) => {
    expect(parseRecord(line)).toEqual({fault});
  });
});

describe('a header that can not be used says why', () => {
  const header = (changed: object) => JSON.stringify({...HEADER, ...changed});
  test.each([
    ['{', 'the first line of a recording must be its header, and this line is not JSON'],
    ['{}', 'the first line of a recording must contain "format":"irqdeck-recording"'],
    [header({version: 2}), 'its format version is 2, and this irqdeck reads versions up to 1: use a newer irqdeck'],
    [header({version: 'x'}), 'header.version "x" is not 1'],
    [header({intervalNs: 0}), 'header.intervalNs is not a whole number from 1 to 9007199254740991'],
    [header({seed: -1}), 'header.seed is not a whole number from 0 to 4294967295'],
    [
      header({commands: [{t: 1, command: {command: 'add_marker', text: 'x'}}]}),
      'header.commands[0].command.command "add_marker" is not a command; see irqdeck list commands',
    ],
  ])('%.60s', (line, fault) => {
    expect(parseHeader(line)).toEqual({fault});
  });
});

test.each([
  ['{"command":"hang_domain","domain":"net"}', {value: {command: 'hang_domain', domain: 'net'}}],
  ['{"command":"add_marker","text":"a\\u001b[1mb"}', {value: {command: 'add_marker', text: 'ab'}}],
  ['{"command":"hang_domain"}', {fault: 'command.domain is missing'}],
  [
    '{"command":"toString"}',
    {fault: 'command.command "toString" is not a command; see irqdeck list commands'},
  ],
  [
    '{"command":["hang_domain"]}',
    {fault: 'command.command is not a command; see irqdeck list commands'},
  ],
  ['[]', {fault: 'command is not an object'}],
  ['hang_domain net', {fault: 'it is not JSON'}],
])('the command %s', (line, parsed) => {
  expect(parseCommand(line)).toEqual(parsed);
});
