import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Heap} from '../../src/engine/heap.ts';
import {Wheel} from '../../src/engine/wheel.ts';
import {createHost, type HostOptions} from '../../src/machine/machine.ts';
import {POLICIES, type Policy} from '../../src/machine/policy/policy.ts';
import {drive, MS, policy, poweredge, type Run, S} from '../helpers/host.ts';
import {large} from '../helpers/large.ts';
import {script} from '../helpers/script.ts';

/** All records of a run, as one text: same bytes, same run. */
const said = (run: Run) => run.records.map(record => JSON.stringify(record)).join('\n');

/** The PowerEdge with domains that boot in 200 ms and devices ten times as busy, so that much happens in 800 ms. */
const lively = structuredClone(poweredge);
for (const domain of lively.domains) domain.bootNs = 200 * MS;
for (const device of lively.devices) if (device.domain !== null) device.perSecond *= 10;

const anyRun = fc.record({
  name: fc.constantFrom(...POLICIES.map(row => row.name)),
  seed: fc.nat(),
  schedule: script(lively, 0.7),
});

test('twice the same scenario, policy, seed and commands: the same records; another seed: others', () => {
  const once = (seed: number) => said(drive({spec: poweredge, policy: policy('xen'), seed}, '3s'));
  expect(once(1)).toBe(once(1));
  expect(once(1)).not.toBe(once(2));
});

test('a wheel or a heap, in one piece or in slices of 20 ms, 1 ms and 997 ns: the same records', () => {
  fc.assert(
    fc.property(anyRun, ({name, seed, schedule}) => {
      const options: HostOptions = {spec: lively, policy: policy(name), seed};
      const whole = said(drive(options, '800ms', schedule));
      expect(said(drive({...options, queue: Heap}, '800ms', schedule))).toBe(whole);
      for (const slice of [20 * MS, 1 * MS]) expect(said(drive(options, '800ms', schedule, slice))).toBe(whole);
    }),
    {numRuns: 30},
  );
  const options: HostOptions = {spec: poweredge, policy: policy('xen'), seed: 7};
  expect(said(drive(options, '300ms', [], 997))).toBe(said(drive(options, '300ms')));
});

test('keeping steps changes nothing', () => {
  const options: HostOptions = {spec: poweredge, policy: policy('xen'), seed: 3};
  expect(said(drive({...options, steps: true}, '2s'))).toBe(said(drive(options, '2s')));
});

test('restored and run on = never stopped, whatever was done in between', () => {
  fc.assert(
    fc.property(anyRun, script(lively, 0.7), fc.constantFrom(Wheel, Heap), ({name, seed, schedule}, astray, queue) => {
      const {host} = drive({spec: lively, policy: policy(name), seed, queue}, '800ms', schedule);
      const state = host.snapshot();
      const goOn = () => {
        host.run(S);
        return JSON.stringify([host.now(), host.takeFacts(), host.takeSample(), host.keyframe()]);
      };
      const expected = goOn();
      for (const one of astray) host.apply(one.do);
      host.run(1.2 * S);
      host.takeFacts();
      host.restore(state);
      expect(goOn()).toBe(expected);
    }),
    {numRuns: 40},
  );
});

describe('what a run says adds up, whatever is done to the machine', () => {
  test('counts, times and gauges', () => {
    fc.assert(
      fc.property(anyRun, ({name, seed, schedule}) =>
        addsUp(drive({spec: lively, policy: policy(name), seed}, '800ms', schedule), policy(name)),
      ),
      {
        numRuns: 80,
      },
    );
  });

  test('on a host with 64 CPUs and 200 lines', () => {
    addsUp(drive({spec: large(64, 200, 0.1), policy: policy('xen'), seed: 1}, '200ms'), policy('xen'));
  });
});

function addsUp(run: Run, {handlers, quiet, remedy}: Policy): void {
  let t = 0;
  for (const record of run.records) {
    expect(record.t).toBeGreaterThanOrEqual(t);
    t = record.t;
  }
  const {host, samples} = run;
  expect(samples.reduce((sum, sample) => sum + sample.spanNs, 0)).toBe(samples.at(-1)!.t);
  const sums = new Map<string, number>();
  const add = (key: string, n = 0) => sums.set(key, (sums.get(key) ?? 0) + n);
  for (const sample of samples) {
    for (const line of sample.lines ?? []) {
      const held = Object.values(line.heldNs ?? {}).reduce((sum, ns) => sum + ns, 0);
      expect(held).toBeLessThanOrEqual(sample.spanNs);
      for (const [cpu, count] of line.counts ?? []) add(`${line.irq} ${cpu}`, count);
    }
    for (const domain of sample.domains ?? []) expect(domain.starvedNs ?? 0).toBeLessThanOrEqual(sample.spanNs);
    for (const {name, raised, served, lost} of sample.devices ?? [])
      add(name, (raised ?? 0) - (served ?? 0) - (lost ?? 0));
    // A CPU has no more time than there is.
    for (const {supervisorNs = 0, handlerNs = 0} of sample.cpus ?? [])
      expect(supervisorNs + handlerNs).toBeLessThanOrEqual(sample.spanNs);
  }
  const keyframe = host.keyframe();
  for (const line of keyframe.lines) {
    for (const [cpu, count] of line.perCpu!.entries()) expect(sums.get(`${line.irq} ${cpu}`) ?? 0).toBe(count);
    // A domain that owes is bound, and a held line has a reason.
    if (line.counter) continue;
    // (The supervisor may have taken the debt of one that is gone over.)
    if (remedy !== 'reset-first') for (const domain of line.owedBy!) expect(line.domains).toContain(domain);
    if (line.state === 'killed' && handlers === 'domains') expect(line.owedBy).not.toEqual([]);
  }
  // Raised, not served and not lost: that is what still waits.
  for (const device of keyframe.devices) {
    const waiting = sums.get(device.name) ?? 0;
    expect(waiting).toBeGreaterThanOrEqual(0);
    if (device.asserted) expect(waiting).toBeGreaterThan(0);
    // Else it asks as long as something waits.
    else if (quiet === 'none' && device.power === 'D0') expect(waiting).toBe(0);
  }
}

test('a snapshot is as long as the state, and can be made into a buffer that is there already', () => {
  const host = createHost({spec: poweredge, policy: policy('xen'), seed: 1});
  const kept = new ArrayBuffer(host.stateBytes);
  expect(host.snapshot(kept)).toBe(kept);
  host.run(S);
  host.restore(kept);
  expect(host.now()).toBe(0);
});
