import type {AlertFrame, SourceTroubleFrame} from '../../protocol/frame/frame.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import type {Header} from '../../protocol/record/header.ts';
import {type Knowledge, knowledgeOf} from '../../protocol/record/knowledge.ts';
import type {
  DomainState,
  Hang,
  Health,
  HoldReason,
  LineState,
  Ns,
  Power,
  ReleaseReason,
  ResetMethod,
  ToolstackState,
  Trigger,
} from '../../protocol/words.ts';
import type {Overlaid} from '../fold/overlay.ts';
import {Table} from '../frame/table.ts';

/**
 * What a viewer knows at one moment. Immutable: to freeze, compare or step back is to keep a reference. Counters only grow, so a Frame
 * over any interval is the difference of two views. `null`: this source has never reported it.
 */
export type View = {
  readonly header: Header;
  /** What the source knows: of these kinds, what a record leaves out is 0, else it is unknown. */
  readonly knows: readonly Knowledge[];
  readonly t: Ns;
  /** The time that samples have covered: the divisor of rates and shares. */
  readonly sampledNs: Ns;
  /** When, and on which CPU, the watchdog declared the host lost. */
  readonly lost: {readonly t: Ns; readonly cpu: number} | null;
  /** The trouble with the watched program. */
  readonly sourceTrouble: SourceTroubleFrame | null;
  /** The host is switched off. */
  readonly down: boolean;
  readonly cpus: Table<CpuRow, number>;
  readonly lines: Table<LineRow>;
  readonly domains: Table<DomainRow>;
  readonly devices: Table<DeviceRow>;
  /** The raised alerts, in the order in which they were raised. */
  readonly alerts: readonly AlertFrame[];
  /** The last `LOG_LIMIT` facts and alerts raised or cleared, oldest first. */
  readonly log: readonly LogEntry[];
};

/** A view while records are folded into it: an immer draft or a plain object. Rows are replaced, alerts changed in place. */
export type ViewDraft = {-readonly [Key in keyof View]: Key extends 'alerts' ? AlertFrame[] : View[Key]};

export type LogEntry =
  | {readonly t: Ns; readonly kind: 'fact'; readonly fact: Fact}
  | {readonly t: Ns; readonly kind: 'raised' | 'cleared'; readonly alert: string; readonly text: string};

export const LOG_LIMIT = 1000;

/** `taken`: counted by samples in this fold; `total`: also counted before the first keyframe. `null`: unknown. */
export type CpuRow = {
  readonly cpu: number;
  /** When counting began. A CPU that comes back begins again. */
  readonly bornNs: Ns;
  readonly total: number | null;
  readonly taken: number | null;
  readonly supervisorNs: Ns | null;
  readonly handlerNs: Ns | null;
  /** The time since which it has run only the supervisor's interrupt path. */
  readonly jammedSinceNs: Ns | null;
};

export type LineRow = {
  readonly irq: string;
  readonly counter: boolean;
  readonly chip: string | null;
  readonly trigger: Trigger | null;
  readonly devices: readonly string[];
  readonly domains: readonly string[] | null;
  readonly state: LineState | null;
  readonly stateSinceNs: Ns | null;
  /** The time since which it has not been open, for any reasons; `null`: open or unknown. */
  readonly heldSinceNs: Ns | null;
  readonly sampled: Overlaid<Pick<LineRow, 'state' | 'stateSinceNs' | 'heldSinceNs'>>['sampled'];
  readonly owedBy: readonly string[] | null;
  /** Interrupts taken, in the order of `cpus`. */
  readonly perCpu: Float64Array | null;
  readonly total: number | null;
  readonly taken: number | null;
  readonly released: {readonly [reason in ReleaseReason]: number} | null;
  readonly heldNs: {readonly [reason in HoldReason]: Ns} | null;
  readonly cpuNs: Ns | null;
  readonly limited: number | null;
  readonly unhandled: number | null;
  readonly tracking: LineTracking;
};

/** What the alerts of a line remember from sample to sample. */
export type LineTracking = {
  /** A run of samples with too many forced releases; the rate is that of the last one. */
  readonly refiring: {readonly sinceNs: Ns; readonly perS: number} | null;
  /** A run of samples with too many interrupts, or too much CPU time spent on them. */
  readonly storm: {readonly sinceNs: Ns; readonly perS: number; readonly cpuShare: number} | null;
  /** When counting began, and the last sample in which it fired. */
  readonly bornNs: Ns;
  readonly firedNs: Ns;
  /** Its usual rate, in interrupts per second. */
  readonly usualPerS: number;
};

export type DomainRow = {
  readonly id: number;
  readonly name: string;
  readonly down: boolean;
  readonly restarts: number | null;
  readonly toolstackState: ToolstackState | null;
  readonly state: DomainState | null;
  readonly sampled: Overlaid<Pick<DomainRow, 'state'>>['sampled'];
  readonly hang: Hang | null;
  readonly notified: number | null;
  readonly acked: number | null;
  /** Counts by bucket of `protocol/histogram.ts`; `null`: none yet. */
  readonly ackNs: Float64Array | null;
  readonly owes: readonly string[] | null;
  readonly oldestDebtSinceNs: Ns | null;
  readonly silentSinceNs: Ns | null;
  readonly starvedNs: Ns | null;
  /** Time starved because of each culprit, over all lines. Where there are several culprits, the whole time counts for each. */
  readonly starvedBy: ReadonlyMap<string, Ns>;
  readonly health: Health;
  readonly tracking: DomainTracking;
};

/** What the verdict and the alerts of a domain remember from sample to sample. */
export type DomainTracking = {
  /** Acknowledgements in time since the last trouble, up to three. */
  readonly answers: number;
  /** The start of the current run of samples with late acknowledgements. */
  readonly lateSinceNs: Ns | null;
  readonly starving: readonly StarvedLine[];
};

/** A line on which a domain has starved since `sinceNs`, the culprits, and whether it starved throughout the last sample. */
export type StarvedLine = {
  readonly line: string;
  readonly by: readonly string[];
  readonly sinceNs: Ns;
  readonly through: boolean;
};

export type DeviceRow = {
  readonly name: string;
  readonly line: string | null;
  readonly domain: string | null;
  readonly power: Power | null;
  readonly asserted: boolean | null;
  readonly resets: readonly ResetMethod[] | null;
  readonly inService: boolean | null;
  readonly sampled: Overlaid<Pick<DeviceRow, 'power' | 'asserted' | 'inService'>>['sampled'];
  readonly raised: number | null;
  readonly served: number | null;
  readonly late: number | null;
  readonly lost: number | null;
  readonly servedNs: Float64Array | null;
};

/** The view before the first record: only the header is known. */
export function initialView(header: Header): View {
  return {
    // A copy, because immer freezes its state, and the header belongs to the source.
    header: {...header},
    knows: knowledgeOf(header),
    t: 0,
    sampledNs: 0,
    lost: null,
    sourceTrouble: null,
    down: false,
    cpus: Table.of([] as CpuRow[], row => row.cpu),
    lines: Table.of([] as LineRow[], row => row.irq),
    domains: Table.of([] as DomainRow[], row => row.name),
    devices: Table.of([] as DeviceRow[], row => row.name),
    alerts: [],
    log: [],
  };
}
