import type {
  DomainState,
  Health,
  HostState,
  Ns,
  Power,
  ResetMethod,
  SourceTrouble,
  ToolstackState,
  Trigger,
} from '../words.ts';

/**
 * The state of a line in a frame. `open`: can deliver. `in-flight`: held until acknowledged, the pin masked or its EOI withheld. `masked`:
 * by an operator. `limited`: by a rate limit. `unused`: nobody is bound. `killed`: nobody cared, and nothing will release it.
 */
export const LINE_FRAME_STATES = ['open', 'in-flight', 'masked', 'limited', 'unused', 'killed', 'unknown'] as const;
export type LineFrameState = (typeof LINE_FRAME_STATES)[number];

/** Why a line could not deliver. `unacked`: it was in flight, and waited for acknowledgements. */
export type BlockedReason = 'unacked' | 'masked' | 'limited' | 'unused' | 'killed';

/**
 * The state of the host at one moment, with rates over the interval since the previous frame: the JSON of `-J`, one object per line.
 * `null` means unknown to this source; a field that a source never knows is left out. Times end in `Ns`, shares are 0 to 1, rates are per
 * second. Fields marked *truth* come from a simulator only.
 */
export type Frame = {
  tNs: Ns;
  source: string;
  /** Replay only: the name of the file. */
  file?: string;
  /** Of a program that is watched: how it was called. */
  program?: string;
  scenario?: string;
  seed?: number;
  policy?: string;
  host: HostState | 'unknown';
  /** The trouble with the watched program; left out while there is none. */
  sourceTrouble?: SourceTroubleFrame;
  cpus: CpuFrame[];
  lines: LineFrame[];
  domains: DomainFrame[];
  devices: DeviceFrame[];
  alerts: AlertFrame[];
};

/** Since when, and one sentence for a person. */
export type SourceTroubleFrame = {kind: SourceTrouble; sinceNs: Ns; text: string};

export type CpuFrame = {
  cpu: number;
  /** Interrupts taken a second, over all lines; counters not included. `null`: no sample covers the interval. */
  rate: number | null;
  /** Share of the time spent on interrupts, supervisor and domains' handlers together. */
  irqShare: number | null;
  /** The supervisor's part of it. */
  supervisorShare: number | null;
  /** Interrupts taken; `null`: unknown for a line. */
  total: number | null;
};

export type LineFrame = {
  irq: string;
  /** A row that only counts and is not a line: it has only names, counts and rate. */
  counter?: true;
  chip: string | null;
  trigger?: Trigger | null;
  devices?: string[];
  domains?: string[] | null;
  state?: LineFrameState;
  /** Domains that were notified and have not acknowledged. */
  waitsFor?: string[] | null;
  /** The number of domains that have not acknowledged. */
  inFlight?: number | null;
  /** Devices that hold their pin up. */
  asserted?: string[] | null;
  /** Interrupts taken: the sum of `perCpu`. */
  total: number | null;
  /** `null`: no sample covers the interval, as in the first frame of a file. */
  rate: number | null;
  /**
   * In the order of `cpus`. A counter may have fewer numbers (ERR has one for all CPUs), or more, for CPUs that are not online.
   */
  perCpu: number[] | null;
  /** truth: the highest count of unhandled interrupts among the bound guests' own detectors. */
  unhandled?: number;
  /** Share of the interval in which the line could not deliver, and its parts by reason. */
  blockedShare?: number | null;
  blockedReasons?: Partial<{[reason in BlockedReason]: number}>;
  /** How long it has been unable to deliver; 0 when open. */
  blockedForNs?: Ns | null;
  /** Releases in the interval: paid by acknowledgement, by the time limit, otherwise (unbind, operator, limiter). */
  released?: {acked: number; forced: number; other: number} | null;
  /** Interrupts dropped by a limiter in the interval. */
  limited?: number | null;
};

export type DomainFrame = {
  id: number;
  name: string;
  /** truth */
  state?: DomainState;
  /** As the toolstack reports it. */
  toolstackState: ToolstackState | null;
  health: Health;
  /** Lines on which it was notified and has not acknowledged. */
  unacked: string[] | null;
  /** Age of its oldest debt; 0: none. */
  oldestAckAgeNs: Ns | null;
  /** 99 % of its acknowledgements in the interval came faster; `null`: there was none. */
  ackP99Ns: Ns | null;
  /** truth: in the interval. */
  starvedNs?: Ns;
  /**
   * truth: what caused it in the interval, the worst first: a domain, or `operator`, `limiter`, `toolstack`, or `line:N`, another line that
   * kept the CPU busy.
   */
  starvedBy?: string[];
  /** truth: how long each of them caused it. */
  starvedByNs?: {[culprit: string]: Ns};
  restarts: number | null;
};

export type DeviceFrame = {
  name: string;
  line: string | null;
  domain: string | null;
  power: Power | null;
  asserted: boolean | null;
  /** How it can be reset, the best way first; empty: not at all. */
  resets?: ResetMethod[];
  /** truth: initialised by its driver. */
  inService?: boolean;
  /** truth: since the start. */
  raised?: number;
  served?: number;
  late?: number;
  lost?: number;
  /** truth: 99 % of the causes served in the interval waited less; `null`: none was served. */
  p99Ns?: Ns | null;
};

/** Kinds of alert, with the rule that raises each. */
export const ALERTS = {
  starvation: 'a healthy domain could not be notified of its device for 500 ms without a break',
  're-firing':
    'more than 100 forced releases per second on a line for 500 ms: no answer, and the device still interrupts',
  storm: 'more than 10,000 interrupts per second on a line, or half of a CPU spent on it, for 500 ms',
  livelock: 'a CPU spent at least 98 % of a second in the interrupt path',
  'host-lost': 'the watchdog declared the host lost',
  stopped: 'a line that used to fire has been silent for twenty times its usual gap, and at least 1 s',
} as const;
export type AlertKind = keyof typeof ALERTS;

export type AlertFrame = {
  /** Names it for `acknowledge_alert`: kind, line and domain joined by `/`. */
  id: string;
  kind: AlertKind;
  line?: string;
  domain?: string;
  /** The domains that cause it, where they are known. */
  culprits?: string[];
  /** Since when the condition has held. */
  sinceNs: Ns;
  acknowledged: boolean;
  /** One sentence for a person. */
  text: string;
};
