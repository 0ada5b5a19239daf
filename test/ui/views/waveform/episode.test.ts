import {expect, test} from 'vitest';
import type {LineFrame} from '../../../../src/protocol/frame/frame.ts';
import type {Step} from '../../../../src/protocol/record/step.ts';
import {lastEpisode} from '../../../../src/ui/views/waveform/episode.ts';

// Line 5, shared by A of domain a and B of domain b. One interrupt is over; then A asks, both are notified, a serves it, b never answers.

const step = (t: number, what: Step['what'], who: Partial<Step> = {}): Step => ({
  kind: 'step',
  t,
  line: '5',
  what,
  ...who,
});
const line: LineFrame = {
  irq: '5',
  chip: null,
  devices: ['A', 'B'],
  domains: ['a', 'b'],
  total: 2,
  rate: 1,
  perCpu: [2],
};

const EARLIER = [step(0, 'delivered', {cpu: 0}), step(5, 'released', {cpu: 0})];
const STEPS = [
  step(10, 'asserted', {device: 'A'}),
  step(12, 'delivered', {cpu: 0}),
  step(12, 'masked', {cpu: 0}),
  step(13, 'notified', {domain: 'a'}),
  step(13, 'notified', {domain: 'b'}),
  step(20, 'quiet', {device: 'A'}),
  step(20, 'handled', {device: 'A', domain: 'a'}),
  step(21, 'acknowledged', {domain: 'a'}),
];

test('the last interrupt begins with its cause, and shows who is up, held and in debt when', () => {
  const episode = lastEpisode([...EARLIER, ...STEPS], line, new Set())!;
  expect(episode.steps).toEqual(STEPS);
  const rows = episode.actors.map(({name, levels}) => [name, levels.map(level => (level ? '#' : '.')).join('')]);
  expect(rows).toEqual([
    ['A', '#####...'],
    ['B', '........'],
    ['5', '..######'],
    ['a', '...####.'],
    ['b', '....####'],
  ]);
  const labels = Object.fromEntries(
    episode.actors.map(({name, labels}) => [name, labels.join(' ').trim().replaceAll(/ +/g, ' ')]),
  );
  expect(labels).toEqual({A: 'up down', B: '', 5: 'taken held', a: 'owes served ack', b: 'owes'});
});

test('a pin that does not move is as it is now', () => {
  const {actors} = lastEpisode(STEPS, line, new Set(['B']))!;
  expect(actors.find(({name}) => name === 'B')!.levels).toEqual(STEPS.map(() => true));
});

test('a pin that falls first was up before', () => {
  const steps = [step(1, 'delivered', {cpu: 0}), step(2, 'quiet', {device: 'A'})];
  expect(lastEpisode(steps, line, new Set())!.actors[0].levels).toEqual([true, false]);
});

test('a line that was never taken has none', () => {
  expect(lastEpisode([step(1, 'asserted', {device: 'A'})], line, new Set())).toBeNull();
});
