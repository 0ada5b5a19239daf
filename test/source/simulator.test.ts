import {expect, test} from 'vitest';
import type {Feature} from '../../src/machine/policy/policy.ts';
import {ALL_KNOWLEDGE} from '../../src/protocol/record/knowledge.ts';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {openSimulator, type SimulatorOptions} from '../../src/source/simulator/simulator.ts';
import {MS, policy, S, tiny} from '../helpers/host.ts';

const scenario: Scenario = {name: 'tiny', title: 'two domains on a line', policy: 'xen-2005', machine: tiny()};

function open(changed: Partial<SimulatorOptions> = {}) {
  return openSimulator({
    scenario,
    policy: policy('xen-2005'),
    seed: 1,
    intervalNs: 100 * MS,
    hardware: 'assumed',
    ...changed,
  });
}

test('the header says all that is needed to make the run again, and nothing of when and where it was made', () => {
  expect(open({seed: 7}).header).toEqual({
    format: 'irqdeck-recording',
    version: 1,
    source: 'run',
    intervalNs: 100 * MS,
    knows: ALL_KNOWLEDGE,
    machine: 1,
    scenario: 'tiny',
    seed: 7,
    policy: 'xen-2005',
    hardware: 'assumed',
  });
});

test('first a keyframe, then a sample each interval, wherever the reads are cut', () => {
  const whole = open().read(S);
  expect(whole.map(record => [record.kind, record.t])).toEqual([
    ['keyframe', 0],
    ...Array.from({length: 10}, (_, i) => ['sample', (i + 1) * 100 * MS]),
  ]);
  const source = open();
  const pieces = [0, 30 * MS, 100 * MS, 100 * MS, 350 * MS, S].flatMap(t => source.read(t));
  expect(pieces).toEqual(whole);
});

test('at one time: what happens, the sample, the answer to a command and what it did', () => {
  const source = open();
  source.read(100 * MS);
  const hang = {command: 'hang_domain', domain: 'a'} as const;
  expect(source.send!(hang)).toEqual([
    {t: 100 * MS, kind: 'command_applied', command: hang},
    {t: 100 * MS, kind: 'domain_hung', domain: 'a', hang: 'stuck'},
  ]);
  expect(source.send!(hang)).toEqual([
    {t: 100 * MS, kind: 'command_refused', command: hang, reason: 'a hangs, it does not work'},
  ]);
});

test('a lost host is sampled once more at its last moment, and that is the end', () => {
  const source = open({policy: policy('naive')});
  const records = source.read(20 * S);
  const [fact, sample] = records.slice(-2);
  // From 100 ms on the CPU never leaves the path: a, whose vCPU is there, can not serve. The watchdog sees it at the first path
  // (2 + 2 x 0.5 µs each) that begins 5 s later or more.
  const pathNs = 3_000;
  expect(fact).toEqual({t: 100 * MS + Math.ceil((5 * S) / pathNs) * pathNs, kind: 'host_lost', cpu: 0});
  expect(sample).toMatchObject({kind: 'sample', t: fact.t});
  expect(source.ended).toBe(true);
  expect(source.read(30 * S)).toEqual([]);
  expect(source.send!({command: 'mask_line', line: '5'})[0]).toMatchObject({reason: 'the host is lost'});
});

test('real hardware: a policy that takes for granted what the machine lacks is refused', () => {
  const assuming = {...policy('xen'), name: 'dreamer', assumes: ['disable-bit', 'msi'] as Feature[]};
  expect(() => open({policy: assuming, hardware: 'real'})).toThrow(
    'policy dreamer needs hardware that tiny does not have: the interrupt disable bit of PCI 2.3 in every device; ' +
      'message-signalled interrupts, and a bridge that supports them; --hardware assumed provides it',
  );
  expect(() => open({policy: assuming})).not.toThrow();
  // One device that has both is enough: the others go without.
  const [first, ...rest] = tiny().devices;
  const devices = [{...first, disableBit: true, msi: {line: '30'}}, ...rest];
  const message = {irq: '30', chip: 'PCI-MSI/-X', trigger: 'edge' as const, affinity: [1, 0]};
  const equipped = {...scenario, machine: {...tiny(), lines: [...tiny().lines, message], devices}};
  expect(() => open({scenario: equipped, policy: assuming, hardware: 'real'})).not.toThrow();
});
