import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import type {View} from '../../src/model/view/view.ts';
import {bucketOf} from '../../src/protocol/record/histogram.ts';
import type {DomainSample} from '../../src/protocol/record/sample.ts';
import {fact, play, START, sample} from './machine.ts';

const FAST = bucketOf(20_000);
const LATE = bucketOf(20_000_000);

const net = (ackNs: DomainSample['ackNs'], more: Partial<DomainSample> = {}) => {
  const acked = ackNs?.reduce((sum, [, count]) => sum + count, 0);
  return {domains: [{name: 'net', ...(acked && {acked, ackNs}), ...more}]};
};
const health = (view: View) => view.domains.get('net')?.health;

/** What the verdict was at the end of each sample, where it changed: `600 hung`. */
function verdicts(toMs: number, rows: (ms: number) => ReturnType<typeof net>, from: View = START): string[] {
  const found: string[] = [];
  let view = from;
  for (let ms = from.t / 1e6; ms < toMs; ms += 100) {
    const before = health(view);
    view = play(view, ms, ms + 100, rows);
    if (health(view) !== before) found.push(`${ms + 100} ${health(view)}`);
  }
  return found;
}

const GOOD = play(START, 0, 100, () => net([[FAST, 3]]));

test('a domain of which nothing is told stays unknown', () => {
  expect(health(START)).toBe('unknown');
  expect(verdicts(3000, () => net([]))).toEqual([]);
});

test('three acknowledgements in time make it ok', () => {
  expect(verdicts(1000, () => net([[FAST, 1]]))).toEqual(['300 ok']);
  expect(verdicts(1000, ms => net(ms === 200 ? [[LATE, 1]] : [[FAST, 1]]))).toEqual(['500 ok']);
});

test('it hangs when it has not answered for 500 ms, and needs three answers to be ok again', () => {
  // Notified of something at 250 ms, so 500 ms are over at 750 ms and the sample at 800 ms is the first to see it.
  const rows = (ms: number) =>
    ms < 2000
      ? net([], {silentSinceNs: 250e6})
      : ms === 2000
        ? net([[LATE, 1]], {silentSinceNs: null})
        : net([[FAST, 1]]);
  // The late answer at 2000 ms does not count; those at 2100, 2200 and 2300 ms do.
  expect(verdicts(3000, rows, GOOD)).toEqual(['800 hung', '2300 ok']);
});

test('silence grows also where samples tell nothing', () => {
  const silent = play(GOOD, 100, 200, () => net([], {silentSinceNs: 150e6}));
  expect(verdicts(2000, () => net([], {name: 'usb'}), silent)).toEqual(['700 hung']);
});

test('debts cancelled by force and made anew do not end the silence', () => {
  const rows = (ms: number) => net([], {notified: 100, oldestDebtSinceNs: ms * 1e6 - 500, silentSinceNs: 150e6});
  expect(verdicts(2000, rows, GOOD)).toEqual(['700 hung']);
});

test('it is slow when late acknowledgements follow each other for 1 s, and ok after three in time', () => {
  // Late from the sample that begins at 1000 ms, so 1 s is full at 2000 ms; the answers at 3100, 3200 and 3300 ms are in time.
  const rows = (ms: number) => net([[ms > 1000 && ms <= 3000 ? LATE : FAST, 1]]);
  expect(verdicts(4000, rows, GOOD)).toEqual(['2000 slow', '3300 ok']);
});

test('one acknowledgement in a hundred may be late', () => {
  expect(
    verdicts(
      3000,
      () =>
        net([
          [FAST, 99],
          [LATE, 1],
        ]),
      GOOD,
    ),
  ).toEqual([]);
  expect(
    verdicts(
      3000,
      () =>
        net([
          [FAST, 98],
          [LATE, 2],
        ]),
      GOOD,
    ),
  ).toEqual(['1100 slow']);
});

test('a run of late ones goes on over samples without any, and is judged when the next comes', () => {
  const rows = (ms: number) => (ms === 200 || ms === 1700 ? net([[LATE, 1]]) : net([]));
  expect(verdicts(3000, rows, GOOD)).toEqual(['1700 slow']);
});

test('a hung domain that answers again, always late, becomes slow', () => {
  const rows = (ms: number) => (ms <= 1000 ? net([], {silentSinceNs: 100e6}) : net([[LATE, 1]], {silentSinceNs: null}));
  expect(verdicts(3000, rows, GOOD)).toEqual(['600 hung', '2000 slow']);
});

test('it is down from the crash on, whatever samples say, until it is ready', () => {
  const crashed = advance(GOOD, [fact(150e6, {kind: 'domain_crashed', domain: 'net'})]);
  expect(health(crashed)).toBe('down');
  const later = advance(crashed, [sample(1e9, net([], {silentSinceNs: 120e6}))]);
  expect(health(later)).toBe('down');
  const ready = advance(later, [
    fact(2e9, {kind: 'domain_destroyed', domain: 'net'}),
    fact(2e9, {kind: 'domain_booting', domain: 'net'}),
    fact(9e9, {kind: 'domain_ready', domain: 'net', lines: ['169']}),
  ]);
  expect(health(ready)).toBe('unknown');
  expect(verdicts(10_000, () => net([[FAST, 3]]), ready)).toEqual(['9100 ok']);
});
