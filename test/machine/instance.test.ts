import {expect, test} from 'vitest';
import type {Step} from '../../src/protocol/record/step.ts';
import {device, drive, MS, policy, S, tiny, US} from '../helpers/host.ts';

// One interrupt instance at a time, every step worked out by hand. The cause of device A is raised at 100 ms; all times are in µs
// from there. d = 2, n = 0.5, w = 4, h0 = 2, served 15, e = 1, u = 1.

const AT = 100 * MS;

function steps(
  name: string,
  spec = tiny(),
  until = '150ms',
  changed = {},
): [number, string, string | number | undefined][] {
  const {host} = drive({spec, policy: policy(name, changed), seed: 1, steps: true}, until);
  return host
    .steps('5', 0, S)
    .map((step: Step) => [(step.t - AT) / US, step.what, step.cpu ?? step.domain ?? step.device]);
}

test('2005: the pin is masked at delivery and unmasked by the last of two acknowledgements', () => {
  expect(steps('xen-2005')).toEqual(
    [
      [0, 'asserted', 'A'],
      [0, 'delivered', 0],
      [0, 'masked', 0],
      // d + 2 n
      [3, 'notified', 'a'],
      [3, 'notified', 'b'],
      // b, on its own CPU: w + h0, then e
      [9, 'not_mine', 'b'],
      [10, 'acknowledged', 'b'],
      // a, on the CPU that took it: w + 15, then e, then u
      [22, 'handled', 'a'],
      [22, 'quiet', 'A'],
      [23, 'acknowledged', 'a'],
      [24, 'released', 0],
    ].map(([t, what, who]) => [t, what, who]),
  );
});

test('xen: an acknowledgement on another CPU reaches the one that took the interrupt as an EOI to send', () => {
  const spec = tiny({devices: [device({serviceNs: 1 * US}), device({name: 'B', domain: 'b', perSecond: 0})]});
  spec.costs = {...spec.costs, notMine: 5 * US};
  // a is done at 3 + 4 + 1 + 1 = 9; b pays last at 3 + 4 + 5 + 1 = 13, on CPU 1; CPU 0 sends the EOI in 1.
  expect(steps('xen', spec).slice(-2)).toEqual([
    [13, 'acknowledged', 'b'],
    [14, 'released', 0],
  ]);
  // With a masked pin the last domain to acknowledge unmasks, on its CPU.
  expect(steps('xen-2005', spec).slice(-2)).toEqual([
    [13, 'acknowledged', 'b'],
    [14, 'released', 1],
  ]);
});

test('naive: the line fires again at every end of the path until the device is quiet', () => {
  const spec = tiny({
    domains: [
      {id: 1, name: 'a', cpu: 1, bootNs: S},
      {id: 2, name: 'b', cpu: 1, bootNs: S},
    ],
  });
  const all = steps('naive', spec);
  // The path takes d + 2 n = 3. a, on CPU 1, is notified at 3 and has served at 3 + 4 + 15 = 22: deliveries at 0, 3, 6 … 21.
  expect(all.filter(([, what]) => what === 'delivered').map(([t]) => t)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
  expect(all.find(([, what]) => what === 'quiet')![0]).toBe(22);
  // The second notification finds the bit of b still set: b waits for a's CPU time.
  expect(all.filter(([t, , who]) => t === 6 && who === 'b')).toEqual([[6, 'coalesced', 'b']]);
});

test('the supervisor serves its own devices in the path, and holds nothing for them', () => {
  const spec = tiny({devices: [device({domain: null, serviceNs: 7 * US})]});
  expect(steps('xen-2005', spec)).toEqual([
    [0, 'asserted', 'A'],
    [0, 'delivered', 0],
    [9, 'quiet', 'A'],
  ]);
});

test('a cause that comes while the handler works is served by it; one that comes later fires the line again', () => {
  // A second device of a, on the same line, whose clock is 12 µs slower in each 100 ms: it asks while A's handler works.
  const late = device({name: 'A2', perSecond: 1e9 / (100 * MS + 12 * US)});
  const all = steps('xen-2005', tiny({devices: [device(), late]}));
  // One domain: path d + n = 2.5, upcall to 6.5; A's handler until 21.5; A2 is asked then, and has asked since 12: 36.5.
  expect(all.filter(([, what]) => what === 'handled').map(([t]) => t)).toEqual([21.5, 36.5]);
  expect(all.filter(([, what]) => what === 'delivered')).toHaveLength(1);
  const later = device({name: 'A2', perSecond: 1e9 / (100 * MS + 22 * US)});
  const refired = steps('xen-2005', tiny({devices: [device(), later]}));
  // A2 asks at 22, after its status was read at 21.5: not mine at 23.5, acknowledged 24.5, released 25.5 and delivered again.
  expect(refired.filter(([, what]) => what === 'delivered').map(([t]) => t)).toEqual([0, 25.5]);
});

test('an interrupt cuts a vCPU short, and it goes on afterwards', () => {
  const other = {irq: '6', chip: 'IO-APIC-level', trigger: 'level' as const, affinity: [1, 0]};
  const spec = tiny({lines: [...tiny().lines, other]});
  // C, the supervisor's own, asks 10 µs after A: in the middle of a's handler. Its path takes d + 7 = 9.
  spec.devices.push(
    device({name: 'C', line: '6', domain: null, serviceNs: 7 * US, perSecond: 1e9 / (100 * MS + 10 * US)}),
  );
  expect(steps('xen-2005', spec).slice(-4)).toEqual([
    [31, 'handled', 'a'],
    [31, 'quiet', 'A'],
    [32, 'acknowledged', 'a'],
    [33, 'released', 0],
  ]);
});

test('the CPU time of an instance is that of its steps', () => {
  const run = drive({spec: tiny(), policy: policy('xen-2005'), seed: 1}, '200ms');
  // Up to 200 ms there is one whole instance, that of 100 ms; the one of 200 ms has just begun.
  const last = run.samples[1];
  expect(last.cpus).toEqual([
    // Path 3; on CPU 0 a's 4 + 15 + 1 and the unmasking 1, which the hypercall does.
    {cpu: 0, supervisorNs: 3 * US, handlerNs: 21 * US},
    {cpu: 1, handlerNs: 7 * US},
  ]);
  expect(last.lines![0]).toMatchObject({irq: '5', released: {acked: 1}, heldNs: {'in-flight': 24 * US}});
});
