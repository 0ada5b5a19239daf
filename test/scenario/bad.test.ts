import {expect, test} from 'vitest';
import {POLICIES} from '../../src/machine/policy/policy.ts';
import {readDocument} from '../../src/scenario/read/read.ts';
import {faultyFile} from '../../src/setup/faulty-file.ts';

const POLICY_NAMES = POLICIES.map(({name}) => name);

/** All that is wrong with a text, as `irqdeck check bad.yaml` prints it. */
function faults(text: string): string[] {
  const read = readDocument(text, POLICY_NAMES);
  return (read.faults ?? []).map(fault => faultyFile('bad.yaml', [fault]).message);
}

const SOUND = `scenario: mine
cpus: 2
domains:
  - {name: disk}
  - {name: net, cpu: 1}
lines:
  - {irq: 16}
  - {irq: 17, affinity: [1, 3]}
devices:
  - {name: sata0, line: 16, domain: disk, rate: 20/s}
  - {name: eth0, line: 16, domain: net, rate: 50/s, resets: [pm]}
`;

test('the text that all of these spoil is sound', () => {
  expect(faults(SOUND)).toEqual([]);
});

/** A text that stands once in the sound one, what stands there instead, and all messages. */
type Case = [what: string, from: string, to: string, ...said: string[]];

const CASES: readonly Case[] = [
  [
    'an unknown key',
    'rate: 20/s',
    'raet: 20/s',
    'bad.yaml:10:43: there is no key "raet" in a device; did you mean rate?',
  ],
  [
    'a key that is nowhere near',
    'cpus: 2',
    'cpus: 2\ncolour: red',
    'bad.yaml:3:1: there is no key "colour" in the scenario; there are: scenario, title, policy, cpus, costs, move, domains, lines, devices, counters, buses, slots, router',
  ],
  [
    'a device on no line',
    'sata0, line: 16',
    'sata0',
    'bad.yaml:10:5: sata0 has no line; write line: IRQ, or slot: NAME',
  ],
  [
    'a line that is not there',
    'eth0, line: 16',
    'eth0, line: 18',
    'bad.yaml:11:24: eth0 names line "18", which does not exist; did you mean 16?',
  ],
  [
    'a domain that is not there',
    'domain: net',
    'domain: nte',
    'bad.yaml:11:36: eth0 names domain "nte", which does not exist; did you mean net?',
  ],
  [
    'no driver',
    ', domain: net',
    '',
    'bad.yaml:11:5: domain is missing in a device: the domain of its driver; null: the supervisor handles it',
  ],
  ['two devices of a name', 'name: eth0', 'name: sata0', 'bad.yaml:11:12: there is already a device "sata0"'],
  [
    'two domains with one number',
    '{name: net, cpu: 1}',
    '{name: net, cpu: 1, id: 0}',
    'bad.yaml:5:29: domain net has the same number as disk: 0',
  ],
  [
    'a domain with the name of another culprit',
    '{name: disk}',
    '{name: disk}\n  - {name: toolstack}',
    'bad.yaml:5:12: a domain can not be called "toolstack": in starvedBy that stands for a culprit that is no domain',
  ],
  [
    'two exclusive owners',
    '{irq: 16}',
    '{irq: 16, exclusive: on}',
    'bad.yaml:7:26: line 16 is exclusive, but has two owners: disk (sata0) and net (eth0)',
  ],
  [
    'a negative rate',
    'rate: 50/s',
    'rate: -50/s',
    'bad.yaml:11:47: rate "-50/s" is not a rate; write 20/s, 200/100ms, or a number per second, from 0 to 100000000',
  ],
  ['a queue of nothing', 'rate: 50/s', 'queue: 0', 'bad.yaml:11:48: queue 0 is too small; the minimum is 1'],
  ['a CPU that is not there', 'cpu: 1', 'cpu: 2', 'bad.yaml:5:22: domain net is on CPU 2, but only CPUs 0 to 1 exist'],
  [
    'a line that no CPU takes',
    '[1, 3]',
    '[0, 0]',
    'bad.yaml:8:25: the affinity of line 17 is all zero, so no CPU takes its interrupts',
  ],
  [
    'an affinity for other CPUs',
    '[1, 3]',
    '[1, 3, 1]',
    'bad.yaml:8:25: the affinity of line 17 needs a number for each of the 2 CPUs; it has 3',
  ],
  [
    'an unknown policy',
    'cpus: 2',
    'cpus: 2\npolicy: xen2005',
    'bad.yaml:3:9: the scenario names policy "xen2005", which does not exist; did you mean xen-2005?',
  ],
  [
    'an unknown word',
    'rate: 50/s',
    'arrivals: poison',
    'bad.yaml:11:51: arrivals can not be "poison"; did you mean poisson?',
  ],
  [
    'an unknown reset',
    '[pm]',
    '[pm, hammer]',
    'bad.yaml:11:66: resets "hammer" is unknown; write none, or some of flr, pm, bus, d3cold',
  ],
  [
    'a time that is none',
    '{name: disk}',
    '{name: disk, boot: 8 parsecs}',
    'bad.yaml:4:24: boot "8 parsecs" is not a time; write 8s, 2us, 1m30s, or a number of seconds',
  ],
  [
    'buses in a circle',
    'cpus: 2',
    'cpus: 2\nbuses:\n  - {name: a, behind: c}\n  - {name: b, behind: a}\n  - {name: c, behind: b}',
    'bad.yaml:4:23: these buses form a circle: a behind c behind b behind a',
  ],
  [
    'a link without a line, a slot without a link and on no bus',
    'cpus: 2',
    'cpus: 2\nrouter: {A: 61}\nslots:\n  - {name: PCI1, bus: pci, link: B}',
    'bad.yaml:3:13: link A of the router names line "61", which does not exist; did you mean 16?',
    'bad.yaml:5:23: slot PCI1 names bus "pci", which does not exist; none exists',
    'bad.yaml:5:34: slot PCI1 names link "B", which does not exist; did you mean A?',
  ],
  [
    'a soldered device in a slot, and in an unknown one',
    'devices:',
    `buses:
  - {name: pci}
slots:
  - {name: PCI1, bus: pci, link: A}
router: {A: 17}
devices:
  - {name: a, domain: net, slot: PCI1, soldered: on}
  - {name: b, domain: net, slot: PCI2}
  - {name: c, domain: net, slot: PCI1, line: 16}`,
    'bad.yaml:15:34: a is soldered, so it can not be in slot PCI1',
    'bad.yaml:16:34: b names slot "PCI2", which does not exist; did you mean PCI1?',
    'bad.yaml:17:46: c names line 16, but the pin of its slot PCI1 reaches line 17',
  ],
  [
    'messages behind a bridge that passes none on, and on a line of another kind',
    'devices:',
    `  - {irq: 20, chip: PCI-MSI/-X}
buses:
  - {name: root, kind: pcie}
  - {name: pci, behind: root, msi: on}
devices:
  - {name: a, line: 17, domain: net, bus: pci, msi: {line: 20}}
  - {name: b, line: 17, domain: net, msi: {line: 16}}`,
    'bad.yaml:7:5: line 16 carries messages, but its chip is IO-APIC-level; write chip: PCI-MSI/-X or PCI-MSI',
    'bad.yaml:14:53: a can not send messages: the bridges of bus root do not pass them on; set msi: on there',
  ],
  [
    'two devices whose messages are one line’s',
    'devices:',
    `  - {irq: 20, chip: PCI-MSI/-X}
devices:
  - {name: a, line: 20, domain: net}
  - {name: b, line: 17, domain: net, msi: {line: 20}}`,
    'bad.yaml:9:5: line 20 carries messages, so it can have only one device; it has a and b',
  ],
  [
    'a descriptor that points outside of its BAR',
    'devices:',
    `devices:
  - name: a
    line: 17
    domain: net
    registers:
      bars: [{size: 4K}, {space: io, size: 64}]
      status: {offset: 0x10, bit: 3, clears: write-1}
      enable: {offset: 0x14, bit: 3}
    descriptor:
      detect: {offset: 0x1000, mask: 0x8, value: 0x8}
      clear: {offset: 0x10, mask: 0x8, value: 0x18}
      enable: {bar: 1, width: 16, offset: 0x14, mask: 0x8, value: 0x8}
      disable: {bar: 2, offset: 0x14, mask: 0x8, value: 0x0}`,
    'bad.yaml:18:15: detect of a ends at offset 0x1004, but BAR 0 has only 4096 bytes',
    'bad.yaml:19:14: clear of a has the value 0x18, with bits outside the mask 0x8',
    'bad.yaml:20:15: enable of a has space memory, but BAR 1 is io',
    'bad.yaml:21:16: disable of a is in BAR 2, which the device does not have',
  ],
  [
    'a line that an 8259 has not got',
    '{irq: 16}',
    '{irq: 16, chip: XT-PIC}',
    'bad.yaml:7:11: line 16 can not be on an XT-PIC, which has lines 0 to 15 without 2, its cascade',
  ],
  [
    'a level that is an edge',
    '{irq: 16}',
    '{irq: 16, chip: IO-APIC-edge, trigger: level}',
    'bad.yaml:7:44: line 16 can not be level: IO-APIC-edge is always edge',
  ],
  [
    'two lines of one vector on one CPU',
    '{irq: 16}',
    '{irq: 15, cpu: 1, vector: 0x41}\n  - {irq: 16, vector: 0x41}\n  - {irq: 18, cpu: 1, vector: 0x41}',
    'bad.yaml:9:31: vector 0x41 of line 18 is already used by line 15 on CPU 1',
  ],
  ['a key twice', 'cpus: 2', 'cpus: 2\ncpus: 3', 'bad.yaml:3:1: this key is here twice'],
  ['a tab', '  - {name: disk}', '\t- {name: disk}', 'bad.yaml:4:1: a tab can not indent; use spaces'],
  [
    'a list that is none',
    'lines:\n  - {irq: 16}\n  - {irq: 17, affinity: [1, 3]}',
    'lines: 16',
    'bad.yaml:6:8: lines 16 is not a list',
  ],
  [
    'too many copies',
    '{irq: 16}',
    '{irq: "{n}", repeat: 1000000}',
    'bad.yaml:7:26: repeat 1000000 is not a whole number from 1 to 20000',
  ],
  [
    'an expression that is none, told once',
    '{irq: 16}',
    '{repeat: 17, irq: "{m}"}',
    'bad.yaml:7:23: {m} has no value; write {n}, {n + 16} or {n * 3 % 64}',
  ],
  [
    'queues without a first line',
    'eth0, line: 16',
    'eth0, queues: 4',
    'bad.yaml:11:26: queues needs the number of the first line, such as line: 120',
  ],
];

test.each(CASES)('%s', (_what, from, to, ...said) => {
  expect(SOUND.split(from)).toHaveLength(2);
  expect(faults(SOUND.replace(from, to))).toEqual(said);
});

test.each([
  ['', 'bad.yaml:1:1: this is not a scenario; a scenario begins with scenario: NAME'],
  ['- a\n- b\n', 'bad.yaml:1:1: this is not a scenario; a scenario begins with scenario: NAME'],
  ['a: *b\n', 'bad.yaml:1:1: unresolved alias (the anchor must be set before the alias): b'],
])('what is no scenario at all: %j', (text, said) => {
  expect(faults(text)[0]).toBe(said);
});

test('aliases of aliases of aliases, as who means harm writes them, are refused', () => {
  const levels = Array.from({length: 12}, (_, n) => `  - &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`);
  const [said] = faults(`scenario: a\ntitle: b\nlines:\n  - &a0 [1]\n${levels.join('\n')}\n`);
  expect(said).toBe('bad.yaml:1:1: excessive alias count indicates a resource exhaustion attack');
});

test('keys that mean something to JavaScript are keys like others', () => {
  const said = faults(`${SOUND}__proto__: 1\nconstructor: 2\n`);
  expect(said[0]).toMatch(/^bad.yaml:12:1: there is no key "__proto__" in the scenario; /);
  expect(said[1]).toMatch(/^bad.yaml:13:1: there is no key "constructor" in the scenario; there are: scenario, /);
});

test('a name can not carry what would reach a terminal', () => {
  const [said] = faults(SOUND.replace('name: eth0', 'name: "eth\\x1b[2J"'));
  expect(said).toBe(
    String.raw`bad.yaml:11:12: name "eth\u001b[2J" is not a name; write one word of at most 60 characters, such as eth0`,
  );
});
