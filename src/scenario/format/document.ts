import {z} from 'zod';
import {BOOT_ENDS, RESET_METHODS} from '../../protocol/words.ts';
import {bytes, flagKind, name, rateKind, several, shareKind, time, title, weights, whole} from './kinds.ts';

// The file format: every key of a scenario, what it means, what it is where it is left out. Checking, the published schema and
// `list settings` are drawn from it. What a value means for the machine is told in machine/spec.ts.

/** A scenario as its file has it, values read, repeated rows written out. */
export type Document = z.output<typeof document>;
export type DomainEntry = z.output<typeof domain>;
export type LineEntry = z.output<typeof line>;
export type DeviceEntry = z.output<typeof device>;

export const CHIPS = ['IO-APIC-level', 'IO-APIC-edge', 'XT-PIC', 'PCI-MSI', 'PCI-MSI/-X'] as const;

const cpu = whole(0);

export const costs = z.strictObject({
  deliver: time.prefault('2us').describe('supervisor: entry, finding the line, masking it or keeping its EOI back'),
  notify: time.prefault('500ns').describe('supervisor: telling one domain, or looking whether one device asks'),
  upcall: time.prefault('4us').describe('domain: from the event to its handlers'),
  'not-mine': time.prefault('2us').describe('domain: a handler that finds nothing to do'),
  acknowledge: time.prefault('1us').describe('domain: the hypercall that acknowledges'),
  release: time.prefault('1us').describe('supervisor: unmasking, or sending the EOI'),
});

export const domain = z.strictObject({
  name: name.describe('as commands name it'),
  id: whole(0).optional().describe('as the hypervisor numbers it; else its place in the list, from 0'),
  cpu: cpu.prefault(0).describe('the CPU that its one vCPU is pinned to'),
  boot: time.prefault('8s').describe('from the start of a boot until its lines are bound and its devices probed'),
  boots: z
    .enum(BOOT_ENDS)
    .prefault('ready')
    .describe('how a boot ends: it works, it crashes, its devices do not come up'),
});

export const line = z.strictObject({
  irq: name.describe('its name in the table'),
  chip: z
    .enum(CHIPS)
    .meta({usage: 'CHIP'})
    .prefault('IO-APIC-level')
    .describe(`the controller, as a kernel names it: ${CHIPS.join(', ')}; the last has a mask bit`),
  trigger: z
    .enum(['level', 'edge'])
    .optional()
    .describe('else what its chip says; an XT-PIC has both, level unless told'),
  cpu: cpu.optional().describe('the CPU that takes its interrupts; CPU 0 where neither this nor affinity is told'),
  affinity: weights.optional().describe('share of its interrupts for each CPU, any scale: [3, 1]'),
  vector: whole(16, 255)
    .optional()
    .describe('while its EOI is withheld, vectors of its class (vector >> 4) and below wait'),
  exclusive: flagKind.optional().describe('one domain owns it alone: a second one on it is a fault'),
});

export const bus = z.strictObject({
  name: name.describe('as devices and slots name it'),
  kind: z.enum(['pci', 'pcie']).prefault('pci').describe('conventional PCI or PCI Express'),
  msi: flagKind.prefault(false).describe('its bridges pass messages on'),
  behind: name.optional().describe('the bus that its bridge is on'),
});

export const slot = z.strictObject({
  name: name.describe('as it is written on the board'),
  bus: name.describe('the bus that it is on'),
  link: name.describe('the link of the router that its interrupt pin is wired to'),
  power: flagKind
    .prefault(false)
    .describe('its power can be switched: D3cold, on PCI Express exchange while the host runs'),
});

const counter = z.strictObject({
  irq: name.describe('its name in the table: LOC, NMI'),
  title: title.prefault('').describe('what it counts'),
  rates: z.array(rateKind).optional().describe('how often on each CPU; else never'),
});

const access = {
  width: z.literal([8, 16, 32]).prefault(32).describe('bits'),
  space: z.enum(['io', 'memory']).prefault('memory').describe('where its base address register maps it'),
  bar: whole(0, 5).prefault(0).describe('base address register'),
  offset: whole(0).describe('bytes from there'),
};
const bit = whole(0, 31).describe('number of the bit, from 0');
const word = whole(0, 0xffff_ffff);

const registers = z.strictObject({
  bars: z
    .array(
      z.strictObject({
        space: z.enum(['io', 'memory']).prefault('memory').describe('where it maps'),
        size: bytes.describe('bytes'),
      }),
    )
    .min(1)
    .max(6)
    .describe('base address registers, from 0 on; size 0: not there'),
  status: z
    .strictObject({...access, bit, clears: z.enum(['write-1', 'read', 'write-0']).describe('what clears it')})
    .describe('the bit that says that it asks, and how it is cleared'),
  enable: z
    .strictObject({
      ...access,
      bit,
      enabled: z.literal([0, 1]).prefault(1).describe('the value of the bit that lets it ask'),
    })
    .describe('the bit that lets it ask, and its value then'),
});

const step = z.strictObject({
  ...access,
  mask: word.describe('the bits that are looked at or changed'),
  value: word.describe('what they are or become'),
});

const descriptor = z.strictObject({
  detect: step.describe('holds when the register under the mask equals the value'),
  clear: step.nullable().describe('how its cause is cleared: by what is written, or by being read; null: no way'),
  enable: step.describe('lets it ask'),
  disable: step.describe('keeps it from asking'),
});

const msi = z.strictObject({
  line: name.describe('the line of its messages, its alone'),
  'lockup-after': whole(1).optional().describe('it advertises them and locks up after so many'),
  watchdog: flagKind.optional().describe('off: its driver waits for ever for messages that do not come'),
});

export const device = z.strictObject({
  name: name.describe('as its driver calls it'),
  line: name.optional().describe('the line that its pin reaches; in a slot, the one that the slot reaches'),
  domain: name.nullable().describe('whose driver serves it; null: the supervisor handles it itself'),
  rate: rateKind.prefault(0).describe('how often it raises a cause while nothing holds it up'),
  arrivals: z.enum(['poisson', 'periodic']).prefault('poisson').describe('exponential gaps, or a clock'),
  loop: z.enum(['open', 'closed']).prefault('open').describe('closed: raises none while its queue is full'),
  queue: whole(1, 65_536).prefault(1).describe('causes that it can hold: a ring, outstanding commands'),
  'per-call': whole(1).optional().describe('causes that one call of its handler serves; else all that wait'),
  service: time.prefault('10us').describe('CPU time of its handler when there is something to do'),
  resets: several(RESET_METHODS).prefault([]).describe('resets that it has, best first'),
  'lost-in-reset': flagKind.optional().describe('it never comes back from a reset'),
  'd3-clears': shareKind.optional().describe('probability that D3hot and back clears its cause; 1 with pm, else 0'),
  bus: name.optional().describe('the bus that it is on; in a slot, that of the slot; else a function of the chipset'),
  slot: name.optional().describe('the slot that it stands in'),
  soldered: flagKind.optional().describe('it is on the board and can not be moved'),
  'disable-bit': flagKind.optional().describe('it has the status and disable bits of PCI 2.3'),
  stub: flagKind.optional().describe('the supervisor has a stub driver for its model'),
  msi: msi.optional().describe('it can send messages instead'),
  registers: registers
    .optional()
    .describe('its interrupt registers; each part can be set: DEVICE.registers.status.bit=3'),
  descriptor: descriptor
    .optional()
    .describe('what its driver says of them when it binds; likewise: DEVICE.descriptor.clear.mask=2'),
});

export const document = z.strictObject({
  scenario: name.describe('its name'),
  title: title.prefault('').describe('one line that says what it shows'),
  policy: name.prefault('xen-2005').describe('who may unmask when, where nothing else is asked for; see list policies'),
  cpus: whole(1, 1024).describe('number of CPUs; they are numbered from 0'),
  costs: costs.prefault({}).describe('CPU time that the steps of forwarding an interrupt take'),
  move: time.optional().describe('how long the host is down while a card is moved; 2m'),
  domains: z.array(domain).min(1).describe('the driver domains'),
  lines: z.array(line).prefault([]).describe('the interrupt lines, in the order of the table'),
  devices: z.array(device).min(1).describe('the devices, in the order in which their drivers bind'),
  counters: z.array(counter).prefault([]).describe('rows of the table that count and are no lines'),
  buses: z.array(bus).optional().describe('a bus reset takes everything on a bus along'),
  slots: z.array(slot).optional().describe('the first step of the wiring: from a slot to a link'),
  router: z.record(z.string(), name).optional().describe('the second: from a link to a line'),
});
