import type {LogEntry} from '../../src/model/view/view.ts';
import type {CpuFrame, DeviceFrame, DomainFrame, Frame, LineFrame} from '../../src/protocol/frame/frame.ts';

/** A frame made by hand: net hangs on line 169, disk and usb starve. With many CPUs three of them take all interrupts. */
export function hungFrame(cpus = 2): Frame {
  return {
    tNs: 25e9,
    source: 'run',
    scenario: 'poweredge-400sc',
    seed: 1,
    policy: 'xen-2005',
    host: 'up',
    cpus: Array.from({length: cpus}, (_, at) => cpu(at, at < 2 ? {rate: 1091 - at * 89, irqShare: 0.0112} : {})),
    lines: lines(cpus),
    domains: [
      domain(1, 'disk', {starvedNs: 998e6, starvedBy: ['net']}),
      domain(2, 'usb', {ackP99Ns: 21e3, starvedNs: 430e6, starvedBy: ['net']}),
      domain(3, 'net', {state: 'hung', health: 'hung', unacked: ['169'], oldestAckAgeNs: 19.97e9, restarts: 1}),
    ],
    devices: [
      device('timer', '0', null),
      device('ide1', '15', 'dom0'),
      device('libata', '169', 'disk', {late: 4}),
      device('uhci_hcd:usb4', '169', 'usb'),
      device('eth0', '169', 'net', {asserted: true, lost: 340}),
      device('uhci_hcd:usb2', '193', 'usb'),
    ],
    alerts: [
      {
        id: 'starvation/169/disk',
        kind: 'starvation',
        line: '169',
        domain: 'disk',
        culprits: ['net'],
        sinceNs: 5_530_952_337,
        acknowledged: false,
        text: 'disk starves on line 169: net has not acknowledged since 5.03 s',
      },
      {
        id: 'stopped/169',
        kind: 'stopped',
        line: '169',
        sinceNs: 6.1e9,
        acknowledged: true,
        text: 'line 169 has been silent for 18.9 s, and used to fire 40 times a second',
      },
    ],
  };
}

/** What happened before that frame. */
export const HUNG_LOG: LogEntry[] = [
  {t: 24.2e9, kind: 'fact', fact: {t: 24.2e9, kind: 'marker_added', text: 'here it begins'}},
  {t: 24.5e9, kind: 'raised', alert: 'starvation/169/disk', text: 'told above'},
  {t: 24.5e9, kind: 'raised', alert: 'storm/169', text: 'line 169 takes 55,000 interrupts a second'},
  {t: 24.9e9, kind: 'cleared', alert: 'storm/169', text: 'line 169 takes 55,000 interrupts a second'},
  {
    t: 25e9,
    kind: 'fact',
    fact: {
      t: 25e9,
      kind: 'command_refused',
      command: {command: 'reset_device', device: 'libata', method: 'flr'},
      reason: 'libata has no reset',
    },
  },
];

function lines(cpus: number): LineFrame[] {
  const spread = (first: number, second: number) =>
    cpus === 2
      ? [first, second]
      : Array.from({length: cpus}, (_, at) => (at === 0 ? first : at === 13 ? second : at === 40 ? 7 : 0));
  return [
    counter('LOC', spread(932_357, 932_306), 2000),
    line('0', 'IO-APIC-edge', ['timer'], spread(484_259, 448_188), {rate: 1000}),
    line('15', 'IO-APIC-edge', ['ide1'], spread(8040, 7726), {rate: 16.9}),
    line('169', 'IO-APIC-level', ['libata', 'uhci_hcd:usb4', 'eth0'], cpus === 2 ? [37_509, 0] : spread(37_509, 0), {
      state: 'in-flight',
      waitsFor: ['net'],
      blockedShare: 1,
    }),
    line('193', null, ['uhci_hcd:usb2'], spread(548, 272), {rate: 0.9, blockedShare: 0.00002}),
    line('201', 'IO-APIC-level', [], spread(0, 0), {state: 'unknown', waitsFor: null, blockedShare: null}),
  ];
}

function cpu(at: number, known: Partial<CpuFrame>): CpuFrame {
  return {cpu: at, rate: 3, irqShare: 0.0003, supervisorShare: 0.0001, total: 5000, ...known};
}

function counter(irq: string, perCpu: number[], rate: number): LineFrame {
  return {irq, counter: true, chip: 'local timer interrupts', total: sum(perCpu), rate, perCpu};
}

function line(
  irq: string,
  chip: string | null,
  devices: string[],
  perCpu: number[],
  known: Partial<LineFrame>,
): LineFrame {
  const rest = {state: 'open' as const, waitsFor: [], blockedShare: 0, rate: 0, ...known};
  return {irq, chip, trigger: 'level', devices, total: sum(perCpu), perCpu, ...rest};
}

function domain(id: number, name: string, known: Partial<DomainFrame>): DomainFrame {
  const well = {
    toolstackState: null,
    state: 'running' as const,
    health: 'ok' as const,
    unacked: [],
    oldestAckAgeNs: 0,
    ackP99Ns: null,
  };
  return {id, name, starvedNs: 0, starvedBy: [], restarts: 0, ...well, ...known};
}

function device(name: string, line: string, domain: string | null, known: Partial<DeviceFrame> = {}): DeviceFrame {
  const counts = {raised: 500, served: 490, late: 0, lost: 0, p99Ns: 21e3};
  return {name, line, domain, power: 'D0', asserted: false, inService: true, ...counts, ...known};
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
