import fc from 'fast-check';
import {expect} from 'vitest';
import type {Step} from '../../../src/protocol/record/step.ts';
import {type Live, openLive} from '../../../src/session/live.ts';
import {openPace} from '../../../src/session/pace.ts';
import {openSession, type Scheduled} from '../../../src/session/session.ts';
import type {ReplicaSource} from '../../../src/session/steps/steps.ts';
import {openRecordedBytes} from '../../../src/source/recording/recorded-bytes.ts';
import {openSimulator} from '../../../src/source/simulator/simulator.ts';
import type {Source} from '../../../src/source/source.ts';
import {MS, policy, S, tiny} from '../../helpers/host.ts';

// Single steps of a small host, which is commanded: of the run itself, of what is recorded of it with and without them, and of
// branches. The expected steps are those of another run, which never went back.

export const LENGTH_NS = 60 * S;
export const SCRIPT: Scheduled[] = [
  {t: 3 * S, command: {command: 'hang_domain', domain: 'a'}},
  {t: 9.35 * S, command: {command: 'reset_device', device: 'A'}},
  {t: 9.35 * S, command: {command: 'restart_domain', domain: 'a'}},
  {t: 40 * S, command: {command: 'hang_domain', domain: 'b'}},
];

export type Options = {policyName?: string; steps?: boolean; recordSteps?: boolean; perSecond?: number; seed?: number};

export function simulator({policyName = 'xen-2005', perSecond = 10, seed = 1, ...options}: Options = {}): Source {
  const machine = tiny();
  const devices = machine.devices.map(device => ({
    ...device,
    arrivals: 'poisson' as const,
    resets: ['flr' as const],
    perSecond,
  }));
  const scenario = {name: 'tiny', title: '', policy: 'xen', machine: {...machine, devices}};
  return openSimulator({
    scenario,
    policy: policy(policyName),
    seed,
    intervalNs: 100 * MS,
    hardware: 'assumed',
    ...options,
  });
}

/** All steps of line 5 of a run that goes straight on, by its own account. */
export function straight(schedule: readonly Scheduled[], options: Options = {}, toNs = LENGTH_NS): Step[] {
  const steps: Step[] = [];
  const session = openSession(simulator({...options, recordSteps: true}), {
    schedule,
    tap: {
      wantsView: () => false,
      take: records => {
        for (const record of records) if (record.kind === 'step') steps.push(record);
      },
    },
  });
  session.advance(toNs);
  return steps;
}

export const STRAIGHT = straight(SCRIPT);
export const inside = (steps: readonly Step[], from: number, to: number) => steps.filter(({t}) => t >= from && t <= to);

export async function replay(
  bytes: Buffer,
  replica: null | ((source: Source) => ReplicaSource['open']) = () => () => simulator({steps: true}),
) {
  const source = (await openRecordedBytes(
    {size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length), close: async () => {}},
    'a.gz',
  ))!;
  return open(source, [], replica ? {open: replica(source), recorded: source.records} : undefined);
}

export function open(source: Source, schedule: readonly Scheduled[], replica?: ReplicaSource, memoryBytes?: number) {
  let ms = 0;
  const pace = openPace({now: () => ms});
  const session = openSession(source, {schedule});
  const live = openLive(session, {pace, now: () => 0, memoryBytes, later: setImmediate, replica});
  return {
    live,
    session,
    pass(seconds: number) {
      ms += 1000 * seconds;
      live.tick();
    },
    /** Until what is read and run in the background is there. */
    async arrive(done = () => live.timeline.seekingNs === null) {
      for (let n = 0; n < 2000 && (n < 3 || !done()); n++) {
        await new Promise(setImmediate);
        live.tick();
      }
      expect(done()).toBe(true);
    },
  };
}

export const known = (live: Live, from: number, to: number) => {
  const found = live.steps('5', from, to);
  return 'steps' in found ? found.steps : found;
};

/** Where they differ first; a picture of all differences of thousands would take minutes. */
export function expectSame(found: unknown, expected: readonly Step[]): void {
  const steps = Array.isArray(found) ? found : [found];
  const at = expected.findIndex((step, place) => JSON.stringify(step) !== JSON.stringify(steps[place]));
  const from = at < 0 ? expected.length : at;
  expect([steps.length, steps.slice(from, from + 2)]).toEqual([expected.length, expected.slice(from, from + 2)]);
}

/** Asked as often as a screen does, until it is known. */
export async function found({live, arrive}: ReturnType<typeof open>, from: number, to: number) {
  await arrive(() => !('coming' in live.steps('5', from, to)));
  return known(live, from, to);
}

export const walk = fc.array(fc.oneof(fc.integer({min: 0, max: LENGTH_NS / MS}), fc.constantFrom(9350, 3000, 100, 0)), {
  minLength: 1,
  maxLength: 6,
});
