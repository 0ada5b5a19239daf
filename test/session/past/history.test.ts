import {describe, expect, test} from 'vitest';
import {advance} from '../../../src/model/fold/fold.ts';
import type {View} from '../../../src/model/view/view.ts';
import type {TraceRecord} from '../../../src/protocol/record/record.ts';
import {openHistory} from '../../../src/session/past/history.ts';
import {MS, S} from '../../helpers/host.ts';
import {START, sample} from '../../model/machine.ts';

/** The kept records of a program that sends samples, `perBatch` at a time, every `stepNs`, while no more than `limitBytes` are to be kept. */
function flooded(batches: number, perBatch: number, stepNs: number, limitBytes: number) {
  const history = openHistory(START, limitBytes);
  let view: View = START;
  let t = 0;
  let most = 0;
  for (let batch = 0; batch < batches; batch++) {
    const records: TraceRecord[] = Array.from({length: perBatch}, () =>
      sample((t += stepNs), {spanNs: stepNs, lines: [{irq: '169', counts: [[0, 1]]}]}),
    );
    view = advance(view, records);
    history.take(records, view);
    most = Math.max(most, history.bytes);
  }
  return {history, view, most};
}

describe('memory is bounded, however many records there are', () => {
  test.each([
    ['of one moment', 0],
    ['a microsecond apart', 1_000],
    ['a millisecond apart', MS],
  ])('%s', (_, stepNs) => {
    const LIMIT = 1_000_000;
    const {most, history, view} = flooded(400, 100, stepNs, LIMIT);
    // The last four parts, none longer than half of the limit and what came at once, whatever the limit; and views.
    expect(most).toBeLessThan(2.5 * LIMIT);
    expect(most).toBeGreaterThan(LIMIT / 2);
    expect(history.at(view.t)).toBe(view);
    expect(history.fromNs).toBeLessThanOrEqual(view.t);
    expect(history.seconds(view.t).at(-1)).toBe(view);
  });
});

test('a second that is cut gives the same views as one that is not', () => {
  const whole = flooded(100, 20, 3 * MS, 1e9);
  const cut = flooded(100, 20, 3 * MS, 200_000);
  expect(cut.history.fromNs).toBeGreaterThan(0);
  for (let t = cut.history.fromNs; t <= 6 * S; t += 7 * MS) {
    expect(cut.history.at(t)).toEqual(whole.history.at(t));
    expect(cut.history.sampleBefore(t)).toBe(whole.history.sampleBefore(t));
    expect(cut.history.sampleAfter(t)).toBe(whole.history.sampleAfter(t));
  }
});

test('records of one moment on both sides of a cut are all folded there', () => {
  const history = openHistory(START, 1_000);
  const records = Array.from({length: 50}, () => sample(S, {lines: [{irq: '169', counts: [[0, 1]]}]}));
  let view = START;
  for (const record of records) {
    view = advance(view, [record]);
    history.take([record], view);
  }
  const later = sample(1.5 * S, {lines: [{irq: '169', counts: [[0, 5]]}]});
  history.take([later], advance(view, [later]));
  expect(history.at(S)).toEqual(view);
});
