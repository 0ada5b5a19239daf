import {expect, test} from 'vitest';
import {painter} from '../../src/cli/show/color.ts';
import {comparisonTable} from '../../src/cli/show/comparison/comparison-table.ts';
import type {Comparison} from '../../src/compare/compare.ts';
import {type Spread, spreadOf} from '../../src/compare/spread.ts';
import type {Summary} from '../../src/compare/summary.ts';
import {poweredge, S} from '../helpers/host.ts';

const plain = painter('never', {env: {}, isTTY: false});

const hang = {command: 'hang_domain', domain: 'net'} as const;
const reset = {command: 'reset_device', device: 'eth0'} as const;

const COMPARISON: Comparison = {
  script: {
    scenario: {name: 'poweredge-400sc', title: '', policy: 'xen', machine: poweredge},
    hardware: 'real',
    schedule: [
      {t: 5 * S, command: hang},
      {t: 6 * S, command: reset},
    ],
    untilNs: 30 * S,
  },
  policies: [],
  seeds: [1, 2, 3, 4],
};

const same = (value: number | null): Spread => spreadOf([value]);
const of = (...values: (number | null)[]): Spread => spreadOf(values);

/** Every kind of row that there can be, best first as they come. */
const ROWS: Summary[] = [
  {
    policy: 'calm',
    seeds: 4,
    host: {survived: 4, lost: 0, lostNs: null},
    starvedNs: of(0, 0, 9_000_000, 0),
    late: same(0),
    p99Ns: of(21_300, 21_300, 26_000, 17_600),
    lost: same(0),
    stormNs: same(0),
    maskedNs: of(0.151 * S, 0.149 * S, 0.15 * S, 0.15 * S),
    outOfService: same(0),
    recoveredNs: same(0),
  },
  {
    policy: 'restarts',
    seeds: 4,
    host: {survived: 4, lost: 0, lostNs: null},
    starvedNs: of(17.2 * S, 17.9 * S, 18.4 * S, 18.1 * S),
    late: of(33, 34, 33, 33),
    p99Ns: of(0.026 * S, 0.19 * S, 0.21 * S, 0.2 * S),
    lost: of(18, 25, 20, 21),
    stormNs: of(0.1 * S, 0.2 * S, 0.2 * S, 0.1 * S),
    maskedNs: of(9.05 * S, 9.12 * S, 9.15 * S, 9.3 * S),
    outOfService: of(0.0801, 0.0824, 0.0834, 0.083),
    recoveredNs: of(9.1 * S, 9.2 * S, null, 9.1 * S),
    refusedCommands: [{t: 6 * S, command: reset, seeds: 3, reason: 'eth0 is being reset already'}],
  },
  {
    policy: 'wavers',
    seeds: 4,
    host: {survived: 3, lost: 1, lostNs: same(12.3 * S)},
    starvedNs: of(1.5 * S, 48 * S),
    late: same(100_000),
    p99Ns: same(24.7 * S),
    lost: same(1_234_567),
    stormNs: same(25 * S),
    maskedNs: same(25 * S),
    outOfService: same(3 / 13),
    recoveredNs: same(null),
  },
  {
    policy: 'falls',
    seeds: 4,
    host: {survived: 0, lost: 4, lostNs: of(5.01 * S, 5.31 * S)},
    starvedNs: same(0.09 * S),
    late: same(35),
    p99Ns: same(null),
    lost: same(0),
    stormNs: same(0),
    maskedNs: same(0),
    outOfService: same(1),
    recoveredNs: same(null),
  },
  {policy: 'wants', seeds: 0, refused: 'it needs what poweredge-400sc has not got'},
  {policy: 'waits', seeds: 0},
];

test.each([120, 100, 80, 40])('%i columns', async width => {
  const text = comparisonTable(COMPARISON, ROWS, true, {width, paint: plain});
  if (width >= 80) for (const line of text.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(width);
  await expect(text).toMatchFileSnapshot(`../golden/cli/compare-${width}-columns.txt`);
});

test('without commands all counts from the beginning, and everybody is innocent', () => {
  const comparison = {...COMPARISON, seeds: [7], script: {...COMPARISON.script, schedule: []}};
  const text = comparisonTable(comparison, ROWS.slice(0, 1), false, {width: 200, paint: plain});
  expect(text).toMatch(/^== poweredge-400sc, 30\.000 s, 0 policies, seed 7, hardware real\nPOLICY /);
  expect(text).toContain(
    'Everything is counted from the start. Innocent domains are those that no command names: dom0, disk, net, usb.',
  );
});
