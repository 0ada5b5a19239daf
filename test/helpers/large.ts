import type {MachineSpec} from '../../src/machine/spec.ts';
import {device} from './host.ts';

/**
 * A big host: `cpus` CPUs, `lines` level lines of three devices each, a domain for every six lines. Device i raises 100 to 5,000
 * causes a second times `load`, so that the rates are spread as on a busy server.
 */
export function large(cpus: number, lines: number, load = 1): MachineSpec {
  const domains = Math.max(2, Math.floor(lines / 6));
  return {
    cpus,
    costs: {deliver: 600, notify: 100, upcall: 500, notMine: 150, acknowledge: 150, release: 150},
    domains: Array.from({length: domains}, (_, i) => ({id: i + 1, name: `d${i + 1}`, cpu: i % cpus, bootNs: 1e9})),
    lines: Array.from({length: lines}, (_, i) => ({
      irq: String(i),
      chip: 'IO-APIC-level',
      trigger: 'level' as const,
      affinity: Array.from({length: cpus}, (_, cpu) => (cpu === i % cpus ? 1 : 0)),
    })),
    devices: Array.from({length: lines * 3}, (_, i) =>
      device({
        name: `dev${i}`,
        line: String(i % lines),
        domain: `d${1 + ((i * 7) % domains)}`,
        perSecond: load * (100 + ((i * 1_337) % 4_900)),
        arrivals: 'poisson',
        queue: 16,
        serviceNs: 600,
      }),
    ),
    counters: [],
  };
}
