import fc from 'fast-check';
import {expect, test} from 'vitest';
import {machineOf} from '../../src/scenario/machine.ts';
import {evaluate} from '../../src/scenario/read/expression.ts';
import {readDocument} from '../../src/scenario/read/read.ts';

function machine(text: string) {
  const read = readDocument(text);
  if (read.faults !== undefined) throw new Error(JSON.stringify(read.faults));
  return machineOf(read.document);
}

const LEAST = `scenario: least
cpus: 2
domains: [{name: net}]
lines: [{irq: 16}]
devices: [{name: eth0, line: 16, domain: net}]
`;

test('the least that a scenario can be, and what is meant where nothing is said', () => {
  expect(machine(LEAST)).toEqual({
    cpus: 2,
    // d = 2 µs, n = 0.5, w = 4, h0 = 2, e = 1, u = 1: the prices of the thread's machine.
    costs: {deliver: 2000, notify: 500, upcall: 4000, notMine: 2000, acknowledge: 1000, release: 1000},
    domains: [{id: 0, name: 'net', cpu: 0, bootNs: 8e9}],
    lines: [{irq: '16', chip: 'IO-APIC-level', trigger: 'level', affinity: [1, 0]}],
    devices: [
      {
        name: 'eth0',
        line: '16',
        domain: 'net',
        perSecond: 0,
        arrivals: 'poisson',
        loop: 'open',
        queue: 1,
        serviceNs: 10_000,
        resets: [],
      },
    ],
    counters: [],
  });
});

test.each([
  ['20/s', 20],
  ['200/100ms', 2000],
  ['932447/932s', 932_447 / 932],
  ['6/m', 0.1],
  ['1/us', 1e6],
  ['0.5/s', 0.5],
  ['1e3', 1000],
  ['18.2', 18.2],
])('a rate of %s is %d a second', (text, perSecond) => {
  expect(machine(LEAST.replace('domain: net', `domain: net, rate: ${text}`)).devices[0].perSecond).toBe(perSecond);
});

test.each(['-1/s', '1/0s', '1/s/s', '/s', '5/', 'fast', '2e9/s', '[1]', 'true', 'null'])('%s is no rate', text => {
  const read = readDocument(LEAST.replace('domain: net', `domain: net, rate: ${text}`));
  expect(read.faults?.map(({sentence}) => sentence.replace(/^rate \S+ /, ''))).toEqual([
    'is not a rate; write 20/s, 200/100ms, or a number per second, from 0 to 100000000',
  ]);
});

test('a mask that touches no bit is allowed as a value and not as a mask', () => {
  const registers = (mask: string) =>
    `${LEAST.slice(0, -3)}, registers: {bars: [{size: 64}], status: {offset: 0, bit: 0, clears: read}, enable: {offset: 4, bit: 0}}, descriptor: {detect: {offset: 0, mask: ${mask}, value: 0}, clear: null, enable: {offset: 4, mask: 1, value: 1}, disable: {offset: 4, mask: 1, value: 0}}}]\n`;
  expect(readDocument(registers('1')).faults).toBeUndefined();
  expect(readDocument(registers('0')).faults?.map(({sentence}) => sentence)).toEqual([
    'detect of eth0 has the mask 0, which selects no bit',
  ]);
});

test('a row is repeated with n in it, in texts and numbers, at any depth', () => {
  const {domains, lines, devices} = machine(
    `scenario: many
cpus: 4
domains: [{repeat: 3, name: "d{n}", id: "{n * 2 + 1}", boot: "{n + 1}s", cpu: "{(n + 3) % 4}"}]
lines: [{irq: a}, {repeat: 2, irq: "{16 + n}", affinity: ["{n}", 1, 0, 0]}]
devices:
  - {repeat: 2, name: "v{n}-{n + 1}", line: "{n + 16}", domain: "d{n / 2}", rate: "{n + 1}0/s", msi: {line: "m{n}"}}
`.replace('lines: [', 'lines: [{repeat: 2, irq: "m{n}", chip: PCI-MSI}, '),
  );
  expect(domains).toEqual([
    {id: 1, name: 'd0', cpu: 3, bootNs: 1e9},
    {id: 3, name: 'd1', cpu: 0, bootNs: 2e9},
    {id: 5, name: 'd2', cpu: 1, bootNs: 3e9},
  ]);
  expect(lines.map(({irq, affinity}) => [irq, affinity])).toEqual([
    ['m0', [1, 0, 0, 0]],
    ['m1', [1, 0, 0, 0]],
    ['a', [1, 0, 0, 0]],
    ['16', [0, 1, 0, 0]],
    ['17', [1, 1, 0, 0]],
  ]);
  expect(devices.map(({name, line, domain, perSecond, msi}) => [name, line, domain, perSecond, msi?.line])).toEqual([
    ['v0-1', '16', 'd0', 10, 'm0'],
    ['v1-2', '17', 'd0', 20, 'm1'],
  ]);
});

test.each([
  ['n', 5, 5],
  ['100 + n * 1337 % 4900', 3, 100 + ((3 * 1337) % 4900)],
  ['(n + 1) * 2', 4, 10],
  ['7 / 2', 0, 3],
  ['10 - 2 - 3', 0, 5],
  ['2 * (3 + (4 - 1)) % 5', 0, 2],
])('%s with n = %d is %d', (text, n, value) => {
  expect(evaluate(text, n)).toBe(value);
});

test.each(['', 'm', 'n n', '1 +', '(1', '1)', '1 / 0', '1 % 0', 'n.constructor', '1e3', '9'.repeat(20), '()'])(
  '%j has no value',
  text => {
    expect(evaluate(text, 1)).toBeNull();
  },
);

test('arithmetic agrees with that of JavaScript', () => {
  type Sum = {text: string; value: number};
  const {sum} = fc.letrec<{sum: Sum}>(tie => ({
    sum: fc.oneof(
      {maxDepth: 4},
      fc.nat(99).map(n => ({text: String(n), value: n})),
      fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([a, operator, b]) => ({
        text: `(${a.text}) ${operator} (${b.text})`,
        value: operator === '+' ? a.value + b.value : operator === '-' ? a.value - b.value : a.value * b.value,
      })),
    ),
  }));
  fc.assert(fc.property(sum, ({text, value}) => evaluate(text, 0) === (Number.isSafeInteger(value) ? value : null)));
});

test('queues are devices with a line each, taken by one CPU after the other', () => {
  const {lines, devices} = machine(LEAST.replace('eth0, line: 16', 'eth0, line: 64, queues: 3'));
  expect(lines.slice(1)).toEqual(
    [0, 1, 2].map(n => ({irq: String(64 + n), chip: 'PCI-MSI/-X', trigger: 'edge', affinity: n % 2 ? [0, 1] : [1, 0]})),
  );
  expect(devices.map(({name, line}) => [name, line])).toEqual([
    ['eth0-0', '64'],
    ['eth0-1', '65'],
    ['eth0-2', '66'],
  ]);
});

test('rows are merged, and a fault in what was merged stands where it was written', () => {
  const text = LEAST.replace(/devices: \[(.*)\]\n/, 'devices:\n  - &nic $1\n  - {<<: *nic, name: eth1}\n');
  expect(machine(text).devices.map(({name, line}) => [name, line])).toEqual([
    ['eth0', '16'],
    ['eth1', '16'],
  ]);
  const [first, second] = readDocument(text.replace('domain: net}', 'domain: ten}')).faults ?? [];
  expect([first.line, first.column, second]).toEqual([6, 41, undefined]);
});
