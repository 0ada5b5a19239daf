import fc from 'fast-check';
import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import {initialView, type View} from '../../src/model/view/view.ts';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import type {Ns} from '../../src/protocol/words.ts';
import {openSession} from '../../src/session/session.ts';
import type {Source} from '../../src/source/source.ts';
import {HEADER, KEYFRAME, sample, stream} from '../model/machine.ts';

const MS = 1e6;
const HANG = {command: 'hang_domain', domain: 'net'} as const;
const RESET = {command: 'reset_device', device: 'eth0'} as const;
const mark = (text: string) => ({command: 'add_marker', text}) as const;

/** A source that counts one interrupt in each of its samples, every 100 ms until `endMs`, and logs its calls. */
function ticking(endMs = Infinity) {
  const calls: string[] = [];
  let at = -1;
  const source: Source = {
    header: HEADER,
    get ended() {
      return at >= endMs * MS;
    },
    read(untilNs) {
      calls.push(`read ${untilNs / MS}`);
      const records: TraceRecord[] = at < 0 ? [KEYFRAME] : [];
      for (let ms = Math.floor(Math.max(at, 0) / MS / 100 + 1) * 100; ms * MS <= untilNs && ms <= endMs; ms += 100)
        records.push(sample(ms * MS, {lines: [{irq: '169', counts: [[0, 1]]}]}));
      at = untilNs;
      return records;
    },
    send(command: MachineCommand) {
      calls.push(`${command.command} at ${at / MS}`);
      return [{t: at, kind: 'command_applied', command}];
    },
  };
  return {source, calls};
}

/** A source that gives these records, whatever time is asked for, as a recording may that was read ahead. */
function given(records: readonly TraceRecord[]): Source {
  let next = 0;
  return {
    header: HEADER,
    get ended() {
      return next === records.length;
    },
    read(untilNs: Ns) {
      const from = next;
      while (next < records.length && records[next].t <= untilNs) next++;
      return records.slice(from, next);
    },
  };
}

const counted = (view: View) => view.lines.get('169')?.taken;
const facts = (view: View) =>
  view.log.flatMap(entry => (entry.kind === 'fact' ? [`${entry.t / MS} ${entry.fact.kind}`] : []));

test('the wiring is known from the beginning', () => {
  const session = openSession(ticking().source);
  expect([session.t, session.ended, session.header]).toEqual([0, false, HEADER]);
  expect(session.view.domains.rows.map(row => row.name)).toEqual(['disk', 'net', 'usb']);
});

test('advance folds up to and including a time', () => {
  const session = openSession(ticking().source);
  expect(session.advance(250 * MS)).toBe(false);
  expect([session.t, session.view.t, counted(session.view)]).toEqual([250 * MS, 250 * MS, 2]);
  session.advance(300 * MS);
  expect([session.t, counted(session.view)]).toEqual([300 * MS, 3]);
});

test('an advance back in time changes nothing', () => {
  const session = openSession(ticking().source);
  session.advance(300 * MS);
  const {view} = session;
  expect(session.advance(100 * MS)).toBe(false);
  expect([session.t, session.view]).toEqual([300 * MS, view]);
});

test('hours are read in chunks of a hundred samples', () => {
  const {source, calls} = ticking();
  openSession(source).advance(35_000 * MS);
  expect(calls).toEqual(['read 0', 'read 10000', 'read 20000', 'read 30000', 'read 35000']);
});

test('commands are sent at exactly their time, after the sample there, in the order given', () => {
  const {source, calls} = ticking();
  const session = openSession(source, {
    schedule: [
      {t: 300 * MS, command: HANG},
      {t: 120 * MS, command: RESET},
      {t: 300 * MS, command: mark('now')},
      {t: 300 * MS, command: RESET},
      {t: 0, command: HANG},
    ],
  });
  expect(calls).toEqual(['read 0']);
  session.advance(300 * MS);
  expect(calls).toEqual([
    'read 0',
    'hang_domain at 0',
    'read 120',
    'reset_device at 120',
    'read 300',
    'hang_domain at 300',
    'reset_device at 300',
  ]);
  expect(facts(session.view)).toEqual([
    '0 command_applied',
    '120 command_applied',
    '300 command_applied',
    '300 marker_added',
    '300 command_applied',
  ]);
});

test('with a condition it looks at every sample, and stops at the first for which it holds', () => {
  const {source, calls} = ticking();
  const session = openSession(source, {schedule: [{t: 300 * MS, command: HANG}]});
  const seen: unknown[] = [];
  const stop = (view: View) => seen.push([view.t / MS, counted(view)]) === 3;
  expect(session.advance(1000 * MS, stop)).toBe(true);
  expect(seen).toEqual([
    [100, 1],
    [200, 2],
    [300, 3],
  ]);
  expect(session.t).toBe(300 * MS);
  // The source is no further than that sample, so that a command would reach it there.
  expect(calls).toEqual(['read 0', 'read 100', 'read 200', 'read 300']);
  session.send(RESET);
  session.advance(350 * MS);
  expect(calls.slice(4)).toEqual(['reset_device at 300', 'hang_domain at 300', 'read 350']);
});

test('nothing is lost when it stops between samples that were read together', () => {
  const records = [KEYFRAME, sample(10 * MS), sample(20 * MS), sample(30 * MS)];
  const session = openSession(given(records));
  expect(session.advance(1000 * MS, view => view.t === 10 * MS)).toBe(true);
  expect([session.t, session.ended]).toEqual([10 * MS, false]);
  session.advance(25 * MS);
  expect([session.t, session.view.sampledNs]).toEqual([25 * MS, 200 * MS]);
  session.advance(1000 * MS);
  expect([session.t, session.ended, session.view.sampledNs]).toEqual([30 * MS, true, 300 * MS]);
});

test('however a session is driven, it ends with the view of all its records', () => {
  const steps = fc.array(fc.tuple(fc.integer({min: 0, max: 3e9}), fc.boolean(), fc.boolean()), {maxLength: 12});
  fc.assert(
    fc.property(stream, steps, (records, drives) => {
      const session = openSession(given(records));
      let t = 0;
      for (const [gap, bySample, stops] of drives) session.advance((t += gap), bySample ? () => stops : undefined);
      session.advance(1e12);
      const whole = advance(initialView(HEADER), records);
      expect(session.ended).toBe(true);
      expect({...session.view, t: 0}).toEqual({...whole, t: 0});
    }),
  );
});

test('a source that ends stops the time at its last record', () => {
  const session = openSession(given([KEYFRAME, sample(100 * MS), sample(170 * MS)]));
  session.advance(5000 * MS);
  expect([session.t, session.view.t, session.ended]).toEqual([170 * MS, 170 * MS, true]);
});

test('a frame covers the time since the one before, the first one that since the start', () => {
  const session = openSession(ticking().source);
  session.advance(1000 * MS);
  const first = session.frame().lines[0];
  session.advance(1200 * MS);
  const second = session.frame().lines[0];
  // 22 had been counted before the session began; one interrupt in each sample of 100 ms since.
  expect([first.total, first.rate, second.total, second.rate]).toEqual([32, 10, 34, 10]);
  expect(session.frame().lines[0].rate).toBeNull();
});

test('a source that takes no commands refuses, and the desk answers all the same', () => {
  const session = openSession(given([KEYFRAME, sample(100 * MS), sample(900 * MS)]));
  session.advance(100 * MS);
  session.send(HANG);
  session.send(mark('here'));
  expect(session.view.log).toEqual([
    {
      t: 100 * MS,
      kind: 'fact',
      fact: {
        t: 100 * MS,
        kind: 'command_refused',
        command: HANG,
        reason: 'this source (run) takes no commands',
      },
    },
    {t: 100 * MS, kind: 'fact', fact: {t: 100 * MS, kind: 'marker_added', text: 'here'}},
  ]);
});

test('it goes no further than what has arrived, and at once over a gap', async () => {
  const queue: TraceRecord[] = [KEYFRAME];
  let ended = false;
  const source: Source = {
    header: HEADER,
    get nextNs() {
      return queue[0]?.t ?? (ended ? Infinity : null);
    },
    get ended() {
      return ended && queue.length === 0;
    },
    read: untilNs => queue.splice(0, queue.filter(record => record.t <= untilNs).length),
    arrival: async () => {
      queue.push(sample(7e15), sample(7e15, {lines: [{irq: '169', counts: [[0, 3]]}]}));
      ended = true;
    },
  };
  const session = openSession(source);
  session.advance(8e15);
  expect([session.t, session.ended]).toEqual([0, false]);
  await session.arrival();
  expect([session.advance(8e15, () => true), session.t, session.ended]).toEqual([true, 7e15, false]);
  expect([session.advance(8e15), session.t, session.ended, counted(session.view)]).toEqual([false, 7e15, true, 3]);
  await openSession(ticking().source).arrival();
});

test('listeners hear of every change of the view, once for each call, until they leave', () => {
  const session = openSession(ticking().source);
  let heard = 0;
  const leave = session.subscribe(() => heard++);
  session.advance(20_000 * MS);
  expect(heard).toBe(1);
  session.advance(20_000 * MS);
  expect(heard).toBe(1);
  session.send(mark('a'));
  expect(heard).toBe(2);
  leave();
  session.send(mark('b'));
  expect(heard).toBe(2);
});

test('a tap gets all folded records, in order, each with its view', () => {
  const drives = fc.array(fc.tuple(fc.integer({min: 0, max: 3e9}), fc.boolean(), fc.boolean()), {maxLength: 12});
  fc.assert(
    fc.property(stream, drives, fc.integer({min: 1, max: 3}), (records, steps, every) => {
      const shown: TraceRecord[] = [];
      const wantsView = ({t}: TraceRecord) => (t / MS) % every === 0;
      const take = (more: readonly TraceRecord[], view: View) => {
        shown.push(...more);
        for (const record of more.slice(0, -1)) expect(wantsView(record)).toBe(false);
        const known = {...advance(initialView(HEADER), shown), t: 0};
        expect({...view, t: 0}).toEqual(known);
      };
      const session = openSession(given(records), {tap: {wantsView, take}});
      let t = 0;
      for (const [gap, bySample, stops] of steps) session.advance((t += gap), bySample ? () => stops : undefined);
      session.advance(1e12);
      session.send(mark('last'));
      expect(shown).toEqual([...records, {t: session.t, kind: 'marker_added', text: 'last'}]);
      session.tap(null);
      session.send(mark('nobody sees this'));
      expect(shown).toHaveLength(records.length + 1);
    }),
    {numRuns: 30},
  );
});
