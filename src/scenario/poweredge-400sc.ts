import type {Costs, DeviceSpec, DomainSpec, LineSpec} from '../machine/spec.ts';
import type {Scenario} from './scenario.ts';

// The machine of the thread: a Dell PowerEdge 400SC of 2004 with two CPUs. Lines, names, totals and their split between the CPUs are
// the /proc/interrupts that was posted to xen-devel in March 2005, after 932 seconds (LOC counts 1,000 a second). What that table
// can not say is our choice: who drives what, how line 169's 37,509 interrupts divide between its three devices, the prices.

const SECONDS = 932;
const perSecond = (count: number) => count / SECONDS;

const COSTS: Costs = {deliver: 2_000, notify: 500, upcall: 4_000, notMine: 2_000, acknowledge: 1_000, release: 1_000};

const BOOT_NS = 8_000_000_000;
const DOMAINS: DomainSpec[] = [
  {id: 0, name: 'dom0', cpu: 1, bootNs: BOOT_NS},
  {id: 1, name: 'disk', cpu: 0, bootNs: BOOT_NS},
  {id: 2, name: 'net', cpu: 1, bootNs: BOOT_NS},
  {id: 3, name: 'usb', cpu: 0, bootNs: BOOT_NS},
];

const EDGE = {chip: 'IO-APIC-edge', trigger: 'edge'} as const;
const LEVEL = {chip: 'IO-APIC-level', trigger: 'level'} as const;
/** Weights of the CPUs are the counts that they took. */
const LINES: LineSpec[] = [
  {irq: '0', ...EDGE, affinity: [484_259, 448_188]},
  {irq: '8', ...EDGE, affinity: [1, 0]},
  {irq: '9', ...LEVEL, affinity: [1, 0]},
  {irq: '14', ...EDGE, affinity: [776, 762]},
  {irq: '15', ...EDGE, affinity: [8_040, 7_726]},
  {irq: '169', ...LEVEL, affinity: [1, 0]},
  {irq: '185', ...LEVEL, affinity: [1, 0]},
  {irq: '193', ...LEVEL, affinity: [548, 272]},
  {irq: '201', ...LEVEL, affinity: [1, 0]},
  {irq: '209', ...LEVEL, affinity: [1, 0]},
];

const POISSON = {arrivals: 'poisson', loop: 'open', resets: []} as const satisfies Partial<DeviceSpec>;
/** A host controller has one transfer under way and no usable reset: it is a function of the chipset. */
const USB = {domain: 'usb', arrivals: 'poisson', loop: 'closed', queue: 1, serviceNs: 8_000, resets: []} as const;
const DEVICES: DeviceSpec[] = [
  // The clock of the supervisor itself.
  {
    name: 'timer',
    line: '0',
    domain: null,
    perSecond: perSecond(484_259 + 448_188),
    arrivals: 'periodic',
    loop: 'open',
    queue: 1,
    serviceNs: 1_000,
    resets: [],
  },
  {...POISSON, name: 'rtc', line: '8', domain: 'dom0', perSecond: 0, queue: 1, serviceNs: 5_000, resets: []},
  {...POISSON, name: 'acpi', line: '9', domain: 'dom0', perSecond: 0, queue: 1, serviceNs: 5_000, resets: []},
  {
    ...POISSON,
    name: 'ide0',
    line: '14',
    domain: 'dom0',
    perSecond: perSecond(776 + 762),
    queue: 4,
    serviceNs: 12_000,
    resets: [],
  },
  {
    ...POISSON,
    name: 'ide1',
    line: '15',
    domain: 'dom0',
    perSecond: perSecond(8_040 + 7_726),
    queue: 4,
    serviceNs: 12_000,
    resets: [],
  },
  // 20 + 2 + 18.2 = 40.2 a second, of which a few coalesce: 37,509 in 932 s.
  {
    name: 'libata',
    line: '169',
    domain: 'disk',
    perSecond: 20,
    arrivals: 'poisson',
    loop: 'closed',
    queue: 32,
    serviceNs: 12_000,
    resets: [],
  },
  {...USB, name: 'uhci_hcd:usb4', line: '169', perSecond: 2, resets: []},
  // A network chip with a ring of 256; the board gives it a power-management reset.
  {
    ...POISSON,
    name: 'eth0',
    line: '169',
    domain: 'net',
    perSecond: 18.2,
    queue: 256,
    serviceNs: 15_000,
    resets: ['pm'],
  },
  {...USB, name: 'ehci_hcd:usb1', line: '185', perSecond: perSecond(5), resets: []},
  {...USB, name: 'uhci_hcd:usb2', line: '193', perSecond: perSecond((548 + 272) / 2), resets: []},
  {...USB, name: 'uhci_hcd:usb5', line: '193', perSecond: perSecond((548 + 272) / 2), resets: []},
  {...USB, name: 'uhci_hcd:usb3', line: '201', perSecond: 0, resets: []},
  {
    ...POISSON,
    name: 'ohci1394',
    line: '209',
    domain: 'dom0',
    perSecond: perSecond(3),
    queue: 1,
    serviceNs: 8_000,
    resets: [],
  },
];

export const poweredge400sc: Scenario = {
  name: 'poweredge-400sc',
  title: 'the server of the thread, March 2005: disk, USB and network share line 169',
  policy: 'xen-2005',
  machine: {
    cpus: 2,
    costs: COSTS,
    domains: DOMAINS,
    lines: LINES,
    devices: DEVICES,
    counters: [
      {irq: 'NMI', title: 'non-maskable interrupts', perSecond: [0, 0]},
      {irq: 'LOC', title: 'local timer interrupts', perSecond: [perSecond(932_357), perSecond(932_306)]},
      {irq: 'ERR', title: 'APIC errors', perSecond: [0, 0]},
      {irq: 'MIS', title: 'level seen as edge', perSecond: [0, 0]},
    ],
  },
};
