import {expect, test} from 'vitest';
import {parseCondition} from '../../src/model/frame/condition.ts';
import {sanitize, sanitizeJson, sanitizeLines} from '../../src/protocol/sanitize.ts';
import {parseTime} from '../../src/protocol/time.ts';
import {IMPORTERS} from '../../src/trace/import/importers.ts';
import {parseWiring} from '../../src/trace/import/interrupts/wiring.ts';
import {cpuMs} from '../helpers/cpu.ts';

// Regular expressions of our own, on what is worst for them: one piece again and again, after any beginning, and then something that does
// not match, so that every way to part it is tried. What takes a time that grows with the square takes minutes here.

const LENGTH = 100_000;
const BEGINNINGS = ['', '1', 'CPU0 ', '{"', '=== '];
const PIECES = [
  ...[
    ' ',
    'a',
    'a ',
    'a  ',
    '1 ',
    '1',
    ' -a',
    '-',
    '- ',
    '\t',
    'Level ',
    'Edge ',
    '1 Level ',
    'a-edge',
    'a 1 -a',
    ', ',
    'a, ',
  ],
  ...[
    '#',
    '#\n',
    '\n',
    '\ufeff',
    '\ufeff\n',
    ' \n',
    '{',
    '"',
    '{"a',
    '=',
    '=== 1 uptime 1 ',
    'CPU0 ',
    'CPU0',
    '1:1 ',
    '1: ',
    'PIC',
  ],
  ...['\x1b]', '\x1b[', '\x9d', '\x85', '1.', '[', '(', '\\', './', 'a/', '0x', ':', 'line.', 'line[', '>='],
];
const READERS: {[name: string]: (text: string) => unknown} = {
  wiring: parseWiring,
  condition: parseCondition,
  time: parseTime,
  sanitize: text => sanitize(text, Number.POSITIVE_INFINITY),
  lines: sanitizeLines,
  json: sanitizeJson,
  ...Object.fromEntries(IMPORTERS.map(({name, detects}) => [name, detects])),
};

test.each(Object.entries(READERS))('%s reads 100 kB of anything at once', (_name, read) => {
  for (const piece of PIECES)
    for (const beginning of BEGINNINGS) {
      const text = `${beginning}${piece.repeat(LENGTH / piece.length)}\0`;
      expect([piece, beginning, cpuMs(() => read(text)) < 500]).toEqual([piece, beginning, true]);
    }
});
