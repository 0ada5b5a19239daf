import type {DomainState, LineState, Ns, Power, ReleaseReason} from '../words.ts';

/**
 * Counts since the last sample, and gauges at its end. It holds only changes: a row left out counted
 * nothing and kept its gauges; a field left out is 0 (counts, times) or as in the sample or keyframe before (gauges). A
 * fact changes a gauge only until the next sample, which repeats it if it is to stay.
 */
export type Sample = {
  kind: 'sample';
  t: Ns;
  /** observed: how much time the counts cover. */
  spanNs: Ns;
  lines?: LineSample[];
  cpus?: CpuSample[];
  domains?: DomainSample[];
  devices?: DeviceSample[];
};

/** A log-bucket histogram: pairs of bucket and count, ascending. Buckets: `histogram.ts`. Two of them add up. */
export type Histogram = [bucket: number, count: number][];

export type LineSample = {
  /** observed */
  irq: string;
  /** observed, count: interrupts taken, as pairs of CPU and count. */
  counts?: [cpu: number, count: number][];
  /** observed, count: how often the line was released, by reason. */
  released?: Partial<Record<ReleaseReason, number>>;
  /** observed, time: how long the line could not deliver, by reason. */
  heldNs?: Partial<Record<Exclude<LineState, 'open'>, Ns>>;
  /** observed, time: CPU time that the line cost, interrupt path and handlers. */
  cpuNs?: Ns;
  /** observed, count: interrupts dropped by a limiter. */
  limited?: number;
  /** observed, gauge */
  state?: LineState;
  /** observed, gauge: since when. */
  stateSinceNs?: Ns;
  /** observed, gauge: domains notified that have not acknowledged. */
  owedBy?: string[];
  /** observed, gauge: the domains bound, in bind order. */
  domains?: string[];
  /** truth, gauge: of the bound guests' own detectors, the highest count of unhandled interrupts in a row of windows. */
  unhandled?: number;
};

export type CpuSample = {
  /** observed */
  cpu: number;
  /** observed, time: in the supervisor's interrupt path, with the handlers that it runs itself. */
  supervisorNs?: Ns;
  /** observed, time: in domains, on interrupt work: upcalls, handlers, acknowledgements. */
  handlerNs?: Ns;
};

export type DomainSample = {
  /** observed */
  name: string;
  /** observed, count: notified of an instance, coalesced ones included. */
  notified?: number;
  /** observed, count: acknowledgements of its own; a debt cancelled by force does not count. */
  acked?: number;
  /** observed, histogram: from the notification to its own acknowledgement. */
  ackNs?: Histogram;
  /** observed, gauge: lines on which it owes an acknowledgement. */
  owes?: string[];
  /** observed, gauge: since when its oldest debt stands; `null`: none. A debt cancelled by force and made again is a new one. */
  oldestDebtSinceNs?: Ns | null;
  /** observed, gauge: since when it has a notification and has not answered at all; `null`: it has answered everything. */
  silentSinceNs?: Ns | null;
  /** truth, gauge */
  state?: DomainState;
  /** truth, time: how long it starved, on whichever line. */
  starvedNs?: Ns;
  /** truth: where, how long and because of which domains it starved since the last sample. */
  starvedOn?: {line: string; starvedNs: Ns; by: string[]}[];
};

export type DeviceSample = {
  /** observed */
  name: string;
  /** observed, gauge */
  power?: Power;
  /** observed, gauge: holds its pin up, or has an unserved cause (edge). */
  asserted?: boolean;
  /** truth, gauge */
  inService?: boolean;
  /** truth, count: causes raised. */
  raised?: number;
  /** truth, count: causes served. */
  served?: number;
  /** truth, count: served more than 10 ms after they were raised. */
  late?: number;
  /** truth, count: raised beyond the device's own queue, or thrown away by a reset. */
  lost?: number;
  /** truth, histogram: from raised to served. */
  servedNs?: Histogram;
};
