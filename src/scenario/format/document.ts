import {z} from 'zod';
import {BOOT_ENDS, RESET_METHODS} from '../../protocol/words.ts';
import {bytes, flagKind, name, rateKind, several, shareKind, time, title, weights, whole} from './kinds.ts';

// The file format: every key of a scenario, its meaning, and its default. The checks, the published schema and `list settings` are made
// from it. machine/spec.ts describes what the values mean for the machine.

/** A scenario as its file describes it, with all values read and repeated rows written out. */
export type Document = z.output<typeof document>;
export type DomainEntry = z.output<typeof domain>;
export type LineEntry = z.output<typeof line>;
export type DeviceEntry = z.output<typeof device>;

const CHIPS = ['IO-APIC-level', 'IO-APIC-edge', 'XT-PIC', 'PCI-MSI', 'PCI-MSI/-X'] as const;

const cpu = whole(0);

export const costs = z.strictObject({
  deliver: time.prefault('2us').describe('supervisor: entry, finding the line, and masking it or withholding its EOI'),
  notify: time.prefault('500ns').describe('supervisor: notifying one domain, or reading the status of one device'),
  upcall: time.prefault('4us').describe('domain: from the event to its handlers'),
  'not-mine': time.prefault('2us').describe('domain: a handler that finds nothing to do'),
  acknowledge: time.prefault('1us').describe('domain: the hypercall that acknowledges'),
  release: time.prefault('1us').describe('supervisor: unmasking, or sending the EOI'),
});

export const domain = z.strictObject({
  name: name.describe('its name in commands'),
  id: whole(0).optional().describe('its number in the hypervisor; default: its place in the list, from 0'),
  cpu: cpu.prefault(0).describe('the CPU that its one vCPU is pinned to'),
  boot: time
    .prefault('8s')
    .describe('time from the start of a boot until its lines are bound and its devices are probed'),
  boots: z
    .enum(BOOT_ENDS)
    .prefault('ready')
    .describe('how a boot ends: ready, with a crash, or with devices that do not come up'),
});

export const line = z.strictObject({
  irq: name.describe('its name in the table'),
  chip: z
    .enum(CHIPS)
    .meta({usage: 'CHIP'})
    .prefault('IO-APIC-level')
    .describe(`the interrupt controller: ${CHIPS.join(', ')}; the last one has a mask bit`),
  trigger: z
    .enum(['level', 'edge'])
    .optional()
    .describe('default: that of its chip; an XT-PIC can have both, and is level by default'),
  cpu: cpu.optional().describe('the CPU that takes its interrupts; default: CPU 0, or as in affinity'),
  affinity: weights.optional().describe('share of its interrupts for each CPU, on any scale: [3, 1]'),
  vector: whole(16, 255)
    .optional()
    .describe('while its EOI is withheld, vectors of its class (vector >> 4) and lower ones wait'),
  exclusive: flagKind.optional().describe('only one domain may own it; a second one is a fault'),
});

export const bus = z.strictObject({
  name: name.describe('its name in devices and slots'),
  kind: z.enum(['pci', 'pcie']).prefault('pci').describe('conventional PCI or PCI Express'),
  msi: flagKind.prefault(false).describe('its bridges pass messages on'),
  behind: name.optional().describe('the bus that its bridge is on'),
});

export const slot = z.strictObject({
  name: name.describe('its name on the board'),
  bus: name.describe('the bus that it is on'),
  link: name.describe('the link of the router that its interrupt pin is wired to'),
  power: flagKind
    .prefault(false)
    .describe('its power can be switched (D3cold); on PCI Express cards can be exchanged while the host runs'),
});

const counter = z.strictObject({
  irq: name.describe('its name in the table: LOC, NMI'),
  title: title.prefault('').describe('what it counts'),
  rates: z.array(rateKind).optional().describe('its rate on each CPU; default: 0'),
});

const access = {
  width: z.literal([8, 16, 32]).prefault(32).describe('bits'),
  space: z.enum(['io', 'memory']).prefault('memory').describe('the space that its base address register maps'),
  bar: whole(0, 5).prefault(0).describe('base address register'),
  offset: whole(0).describe('offset in bytes'),
};
const bit = whole(0, 31).describe('number of the bit, from 0');
const word = whole(0, 0xffff_ffff);

const registers = z.strictObject({
  bars: z
    .array(
      z.strictObject({
        space: z.enum(['io', 'memory']).prefault('memory').describe('the space that it maps'),
        size: bytes.describe('its size; 0: it does not exist'),
      }),
    )
    .min(1)
    .max(6)
    .describe('base address registers, from 0 on'),
  status: z
    .strictObject({
      ...access,
      bit,
      clears: z.enum(['write-1', 'read', 'write-0']).describe('the access that clears it'),
    })
    .describe('the bit that shows its interrupt, and the access that clears it'),
  enable: z
    .strictObject({
      ...access,
      bit,
      enabled: z.literal([0, 1]).prefault(1).describe('the value of the bit that enables its interrupt'),
    })
    .describe('the bit that enables its interrupt'),
});

const step = z.strictObject({
  ...access,
  mask: word.describe('the bits to compare or change'),
  value: word.describe('their expected or new value'),
});

const descriptor = z.strictObject({
  detect: step.describe('shows an interrupt when the register under the mask equals the value'),
  clear: step.nullable().describe('clears its cause by a write or a read; null: impossible'),
  enable: step.describe('enables its interrupt'),
  disable: step.describe('disables its interrupt'),
});

const msi = z.strictObject({
  line: name.describe('the line of its messages, which no other device uses'),
  'lockup-after': whole(1).optional().describe('its messages lock up after this number of them'),
  watchdog: flagKind.optional().describe('off: its driver waits forever for messages that do not come'),
});

export const device = z.strictObject({
  name: name.describe('its name in the driver'),
  line: name.optional().describe('the line that its pin reaches; default: that of its slot'),
  domain: name.nullable().describe('the domain of its driver; null: the supervisor handles it'),
  rate: rateKind.prefault(0).describe('the rate of its causes while nothing delays them'),
  arrivals: z.enum(['poisson', 'periodic']).prefault('poisson').describe('exponential gaps, or regular ones'),
  loop: z.enum(['open', 'closed']).prefault('open').describe('closed: it raises no cause while its queue is full'),
  queue: whole(1, 65_536)
    .prefault(1)
    .describe('the number of causes that it can hold, as in a ring or as outstanding commands'),
  'per-call': whole(1).optional().describe('causes that one call of its handler serves; default: all that wait'),
  service: time.prefault('10us').describe('CPU time of its handler when there is work'),
  resets: several(RESET_METHODS).prefault([]).describe('the resets that it has, the best first'),
  'lost-in-reset': flagKind.optional().describe('it never comes back from a reset'),
  'd3-clears': shareKind
    .optional()
    .describe('probability that D3hot and back clears its cause; default: 1 with the reset pm, else 0'),
  bus: name
    .optional()
    .describe('the bus that it is on; default: that of its slot, else none: it is a function of the chipset'),
  slot: name.optional().describe('the slot that it is in'),
  soldered: flagKind.optional().describe('it is soldered to the board and can not be moved'),
  'disable-bit': flagKind.optional().describe('it has the status and disable bits of PCI 2.3'),
  stub: flagKind.optional().describe('the supervisor has a stub driver for it'),
  msi: msi.optional().describe('it can send messages instead of using its pin'),
  registers: registers
    .optional()
    .describe('its interrupt registers; each part can be set: DEVICE.registers.status.bit=3'),
  descriptor: descriptor
    .optional()
    .describe('how its driver describes them when it binds; each part can be set: DEVICE.descriptor.clear.mask=2'),
});

export const document = z.strictObject({
  scenario: name.describe('its name'),
  title: title.prefault('').describe('one line that describes it'),
  policy: name.prefault('xen-2005').describe('the default policy of the supervisor; see list policies'),
  cpus: whole(1, 1024).describe('number of CPUs; they are numbered from 0'),
  costs: costs.prefault({}).describe('CPU time of each step in forwarding an interrupt'),
  move: time.optional().describe('how long the host is down while a card is moved; default: 2m'),
  domains: z.array(domain).min(1).describe('the driver domains'),
  lines: z.array(line).prefault([]).describe('the interrupt lines, in the order of the table'),
  devices: z.array(device).min(1).describe('the devices, in the order in which their drivers bind'),
  counters: z.array(counter).prefault([]).describe('rows of the table that only count, such as NMI'),
  buses: z.array(bus).optional().describe('the buses; a bus reset resets every device on a bus'),
  slots: z.array(slot).optional().describe('the slots; each is wired to a link of the router'),
  router: z.record(z.string(), name).optional().describe('the line that each link of the router is wired to'),
});
