import {expect, test} from 'vitest';
import {painter} from '../../src/cli/show/color.ts';
import {plainFrame} from '../../src/cli/show/frames/plain-frame.ts';
import {HUNG_LOG, hungFrame} from '../helpers/frames.ts';

const plain = painter('never', {env: {}, isTTY: false});

const WIDTHS = [80, 100, 160];
const CPUS = [2, 64];
const CASES = WIDTHS.flatMap(width => CPUS.map(cpus => ({width, cpus})));

test.each(CASES)('a frame of $cpus CPUs at $width columns', async ({width, cpus}) => {
  const text = plainFrame(hungFrame(cpus), HUNG_LOG, {width, paint: plain, speed: 'max'});
  expect(text.split('\n').filter(line => [...line].length > width || /\s$/.test(line))).toEqual([]);
  await expect(text).toMatchFileSnapshot(`../golden/cli/plain-${width}-columns-${cpus}-cpus.txt`);
});

test('colour adds nothing but colour', () => {
  const look = {width: 100, speed: 1};
  const colored = plainFrame(hungFrame(), HUNG_LOG, {...look, paint: painter('always', {env: {}, isTTY: false})});
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
  const stripped = colored.replace(/\x1b\[[\d;]*m/g, '');
  expect(stripped).toBe(plainFrame(hungFrame(), HUNG_LOG, {...look, paint: plain}));
  expect(colored).toContain('\x1b[31;1mhung\x1b[0m');
});

test('a quiet frame of a source that knows little', () => {
  const frame = {
    tNs: 1_000_250_000,
    source: 'host',
    host: 'unknown' as const,
    cpus: [],
    domains: [],
    devices: [],
    alerts: [],
  };
  const line = {irq: '9', chip: null, devices: ['acpi'], total: 0, rate: 0, perCpu: []};
  expect(plainFrame({...frame, lines: [line]}, [], {width: 80, paint: plain, speed: 1})).toBe(
    [
      '== 1.000250 s, speed 1, host unknown',
      'IRQ  RATE/S  STATE          CHIP  DEVICES',
      '  9       0  unknown        ?     acpi',
      '',
    ].join('\n'),
  );
});

test('only the latest of a long log are told', () => {
  const log = Array.from({length: 14}, (_, at) => {
    const t = at * 1e6;
    return {t, kind: 'fact' as const, fact: {t, kind: 'marker_added' as const, text: `${at}`}};
  });
  const text = plainFrame({...hungFrame(), alerts: []}, log, {width: 80, paint: plain, speed: 'max'});
  expect(text.slice(text.indexOf('     AT'))).toBe(
    [
      '     AT  HAPPENED',
      '      …  2 more before',
      ...log.slice(2).map(({t, fact}) => `0.${String(t / 1e6).padStart(3, '0')} s  marker: ${fact.text}`),
      '',
    ].join('\n'),
  );
});
