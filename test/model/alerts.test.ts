import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import {initialView, type View} from '../../src/model/view/view.ts';
import type {Sample} from '../../src/protocol/record/sample.ts';
import {alertLog, COUNTS_ONLY, fact, HEADER, play, START, sample} from './machine.ts';

const disk = (starvedMs: number, by = ['net'], line = '169'): Partial<Sample> => ({
  domains: [{name: 'disk', starvedNs: starvedMs * 1e6, starvedOn: [{line, starvedNs: starvedMs * 1e6, by}]}],
});
const line = (row: Partial<NonNullable<Sample['lines']>[number]>): Partial<Sample> => ({lines: [{irq: '169', ...row}]});
const texts = (view: View) => view.alerts.map(alert => alert.text);

test('starvation: 500 ms without a break, the first sample counting with its part', () => {
  // From 230 ms on: 70 ms of the sample that ends at 300 ms, then whole ones; 500 ms are full at 730 ms.
  const net = {name: 'net', silentSinceNs: 228e6};
  const view = play(START, 0, 2000, ms => {
    if (ms < 300 || ms > 1500) return {};
    const {domains} = disk(ms === 300 ? 70 : 100);
    return {domains: [...domains!, net]};
  });
  expect(alertLog(view)).toEqual(['800 raised starvation/169/disk', '1600 cleared starvation/169/disk']);
  const standing = play(START, 0, 800, ms => ({domains: [...disk(ms === 100 ? 40 : 100).domains!, net]}));
  expect(standing.alerts).toEqual([
    {
      id: 'starvation/169/disk',
      kind: 'starvation',
      line: '169',
      domain: 'disk',
      culprits: ['net'],
      sinceNs: 60e6,
      acknowledged: false,
      text: 'disk starves on line 169: net has not acknowledged since t=0.23 s',
    },
  ]);
});

test('starvation: 95 % of a sample is through and through, less is a break', () => {
  expect(alertLog(play(START, 0, 3000, () => disk(95)))).toEqual(['600 raised starvation/169/disk']);
  expect(alertLog(play(START, 0, 3000, () => disk(94)))).toEqual([]);
  // A break at 500 ms starved for its last 50 ms: the next run begins at 450 ms.
  expect(alertLog(play(START, 0, 3000, ms => disk(ms === 500 ? 50 : 100)))).toEqual([
    '1000 raised starvation/169/disk',
  ]);
});

test('starvation: a line on which it starves now and then is not blamed for another', () => {
  const view = play(START, 0, 2000, ms => {
    const [row] = disk(100).domains!;
    const elsewhere = ms % 400 === 0 ? [{line: '193', starvedNs: 100e6, by: []}] : [];
    return {domains: [{...row, starvedOn: [...row.starvedOn!, ...elsewhere]}]};
  });
  expect(alertLog(view)).toEqual(['500 raised starvation/169/disk']);
});

test('starvation: who is to blame may change while it goes on', () => {
  const view = play(START, 0, 1500, ms => disk(100, ms < 1000 ? ['net'] : ['net', 'usb']));
  expect(alertLog(view)).toEqual(['500 raised starvation/169/disk']);
  expect(view.alerts[0]).toMatchObject({culprits: ['net', 'usb'], sinceNs: 0});
});

test('re-firing: more than 100 forced releases a second for 500 ms', () => {
  const silent = {domains: [{name: 'net', silentSinceNs: 0}]};
  const refire = (forced: number) => play(START, 0, 1000, () => ({...silent, ...line({released: {forced}})}));
  expect(alertLog(refire(10))).toEqual([]);
  expect(alertLog(refire(11))).toEqual(['500 raised re-firing/169']);
  expect(refire(100).alerts[0]).toMatchObject({line: '169', culprits: ['net'], sinceNs: 0});
  expect(texts(refire(100))).toEqual([
    'line 169 re-fires: released by force 1,000 times per second, net has not acknowledged since t=0.00 s',
  ]);
});

test('re-firing: who was told a moment ago is not to blame', () => {
  const view = play(START, 0, 500, ms => ({
    ...line({released: {forced: 100}}),
    domains: [
      {name: 'disk', silentSinceNs: (ms - 99) * 1e6},
      {name: 'net', silentSinceNs: 0},
    ],
  }));
  expect(view.alerts[0].culprits).toEqual(['net']);
});

test('a run ends with a sample that does not tell of the line', () => {
  const view = play(START, 0, 1000, ms => (ms === 400 ? {} : line({released: {forced: 100}})));
  expect(alertLog(view)).toEqual(['900 raised re-firing/169']);
});

test('storm: more than 10,000 a second, or half a CPU, for 500 ms', () => {
  const storm = (count: number, cpuMs = 0) =>
    alertLog(play(START, 0, 1000, () => line({counts: [[0, count]], cpuNs: cpuMs * 1e6})));
  expect(storm(1000)).toEqual([]);
  expect(storm(1001)).toEqual(['500 raised storm/169']);
  expect(storm(3, 49)).toEqual([]);
  expect(storm(3, 50)).toEqual(['500 raised storm/169']);
});

test('storm: an orphan that asserts is named', () => {
  const orphaned = advance(START, [fact(0, {kind: 'domain_destroyed', domain: 'net'})]);
  const view = play(orphaned, 0, 600, () => ({
    ...line({counts: [[0, 5500]], cpuNs: 55e6}),
    devices: [{name: 'eth0', asserted: true}],
  }));
  expect(view.alerts[0].culprits).toEqual(['net']);
  expect(texts(view)).toEqual([
    'line 169 storms: 55,000 interrupts per second take 55 % of a CPU, eth0 asserts and net does not serve it',
  ]);
});

test('storm: a counter is no line', () => {
  const view = play(START, 0, 3000, ms => (ms < 1000 ? {lines: [{irq: 'LOC', counts: [[0, 5000]]}]} : {}));
  expect(alertLog(view)).toEqual([]);
});

test('livelock: the supervisor alone takes 98 % of a CPU for 1 s; handlers of domains do not count', () => {
  const busy = (supervisorMs: number, handlerMs: number) =>
    play(START, 0, 1500, () => ({cpus: [{cpu: 2, supervisorNs: supervisorMs * 1e6, handlerNs: handlerMs * 1e6}]}));
  expect(alertLog(busy(97, 3))).toEqual([]);
  expect(alertLog(busy(98, 0))).toEqual(['1000 raised livelock/cpu2']);
  expect(texts(busy(98, 0))).toEqual(['CPU2 has done nothing but the interrupt path since t=0.00 s']);
});

test('host-lost: at once, and for good', () => {
  const view = play(advance(START, [fact(3e9, {kind: 'host_lost', cpu: 0})]), 3000, 5000, () => ({}));
  expect(alertLog(view)).toEqual(['3000 raised host-lost']);
  expect(view.alerts[0]).toMatchObject({
    sinceNs: 3e9,
    text: 'the host is lost: CPU0 ran nothing but the interrupt path until the watchdog declared it lost at 3.00 s',
  });
});

/** One interrupt every `gapMs` until `lastMs`, then silence until `toMs`. */
const ticking = (gapMs: number, lastMs: number, toMs: number) =>
  play(START, 0, toMs, ms => (ms <= lastMs && ms % gapMs === 0 ? line({counts: [[0, 1]]}) : {}));

test('stopped: silent for twenty usual gaps', () => {
  // One every 200 ms, so twenty gaps are 4 s after the last one at 30 s.
  expect(alertLog(ticking(200, 30_000, 33_900))).toEqual([]);
  expect(alertLog(ticking(200, 30_000, 40_000))).toEqual(['34000 raised stopped/169']);
  expect(texts(ticking(200, 30_000, 34_000))).toEqual(['line 169 used to fire and has not since t=30.00 s']);
});

test('stopped: silent for at least a second', () => {
  // 100 ms gaps would make 2 s; five in each sample make 0.4 s, raised to the one second of the rule.
  expect(alertLog(ticking(100, 10_000, 20_000))).toEqual(['12000 raised stopped/169']);
  const dense = play(START, 0, 20_000, ms => (ms <= 10_000 ? line({counts: [[0, 5]]}) : {}));
  expect(alertLog(dense)).toEqual(['11000 raised stopped/169']);
});

test('stopped: only after twenty interrupts, and cleared by the next one', () => {
  expect(alertLog(ticking(100, 1900, 30_000))).toEqual([]);
  const again = play(ticking(100, 2000, 10_000), 10_000, 10_500, () => line({counts: [[0, 1]]}));
  expect(alertLog(again)).toEqual(['4000 raised stopped/169', '10100 cleared stopped/169']);
});

test('stopped: a lull of seconds does not change what is usual', () => {
  // Ten a second for 60 s, two a second for 3 s. Six gaps of 0.5 s weigh 0.5 in 10.5 s each: 2 + 8 (1 - 1/21)^6 = 7.97 a second,
  // so that twenty gaps are 2.51 s.
  const view = play(START, 0, 70_000, ms =>
    ms <= 60_000 || (ms <= 63_000 && ms % 500 === 0) ? line({counts: [[0, 1]]}) : {},
  );
  expect(alertLog(view)).toEqual(['65600 raised stopped/169']);
});

test('stopped: a storm does not make the pace before it look like silence', () => {
  // One every 10 s for ten minutes, one second of storm in the middle, then on as before.
  const view = play(START, 0, 600_000, ms => {
    if (ms > 300_000 && ms <= 301_000) return line({counts: [[0, 9000]]});
    return ms % 10_000 === 0 ? line({counts: [[0, 1]]}) : {};
  });
  // What it usually fires is about 0.1 a second, twenty gaps are 200 s. The storm makes it 2 a second at most, twenty gaps 10 s,
  // and by then it has fired again; uncapped, its 90,000 would have made that a second.
  expect(alertLog(view).filter(entry => entry.includes('stopped'))).toEqual([]);
});

test('stopped: the same from a file of counts, with samples of any length', () => {
  const start = advance(initialView(HEADER), [COUNTS_ONLY]);
  const spans = [1.02, 0.98, 1.5, 1, 1, 2.1, 0.9, 1, 1, 1].map(seconds => seconds * 1e9);
  const samples: Sample[] = [];
  let t = 0;
  for (const spanNs of spans) samples.push(sample((t += spanNs), {lines: [{irq: '9', counts: [[1, 40]]}]}, spanNs));
  const fired = t;
  for (let i = 0; i < 3; i++) samples.push(sample((t += 1e9), {}, 1e9));
  const view = advance(start, samples);
  // 19 to 44 a second count as 20 at most: the pace is just below 20, twenty gaps just above 1 s.
  expect(view.log).toEqual([expect.objectContaining({t: fired + 2e9, kind: 'raised', alert: 'stopped/9'})]);
});

test('an acknowledged alert stays so while it stands, and comes back anew', () => {
  const raised = play(START, 0, 600, () => disk(100));
  const seen = advance(raised, [fact(650e6, {kind: 'alert_acknowledged', alert: 'starvation/169/disk'})]);
  expect(raised.alerts[0].acknowledged).toBe(false);
  expect(play(seen, 600, 1000, () => disk(100)).alerts[0].acknowledged).toBe(true);
  const back = play(seen, 600, 2000, ms => (ms === 700 ? {} : disk(100)));
  expect(back.alerts[0].acknowledged).toBe(false);
});
