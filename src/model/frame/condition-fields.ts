import {
  ALERTS,
  type AlertFrame,
  type CpuFrame,
  type DeviceFrame,
  type DomainFrame,
  LINE_FRAME_STATES,
  type LineFrame,
} from '../../protocol/frame/frame.ts';
import {DOMAIN_STATES, TOOLSTACK_STATES} from '../../protocol/words.ts';

/** The kind of a field: the operators that it takes and how its values are written. An array: one of these words. */
export type FieldKind = 'number' | 'time' | 'text' | 'list' | 'flag' | readonly string[];

type Nested = 'perCpu' | 'released' | 'blockedReasons' | 'starvedByNs';
type Fields<Row> = {readonly [Field in Exclude<keyof Row, Nested>]-?: FieldKind} & {
  readonly [nested: `${string}.${string}`]: FieldKind;
};

const HEALTH = ['ok', 'slow', 'hung', 'down', 'unknown'];

export const HOST_STATES = ['up', 'livelocked', 'down', 'lost', 'unknown'];

const cpu: Fields<CpuFrame> = {
  cpu: 'number',
  rate: 'number',
  irqShare: 'number',
  supervisorShare: 'number',
  total: 'number',
};

const line: Fields<LineFrame> = {
  irq: 'text',
  counter: 'flag',
  chip: 'text',
  trigger: ['level', 'edge'],
  devices: 'list',
  domains: 'list',
  state: LINE_FRAME_STATES,
  waitsFor: 'list',
  inFlight: 'number',
  asserted: 'list',
  total: 'number',
  rate: 'number',
  unhandled: 'number',
  blockedShare: 'number',
  'blockedReasons.unacked': 'number',
  'blockedReasons.masked': 'number',
  'blockedReasons.limited': 'number',
  'blockedReasons.unused': 'number',
  'blockedReasons.killed': 'number',
  blockedForNs: 'time',
  'released.acked': 'number',
  'released.forced': 'number',
  'released.other': 'number',
  limited: 'number',
};

const domain: Fields<DomainFrame> = {
  id: 'number',
  name: 'text',
  state: DOMAIN_STATES,
  toolstackState: TOOLSTACK_STATES,
  health: HEALTH,
  unacked: 'list',
  oldestAckAgeNs: 'time',
  ackP99Ns: 'time',
  starvedNs: 'time',
  starvedBy: 'list',
  restarts: 'number',
};

const device: Fields<DeviceFrame> = {
  name: 'text',
  line: 'text',
  domain: 'text',
  power: ['D0', 'D3hot', 'D3cold'],
  asserted: 'flag',
  resets: 'list',
  inService: 'flag',
  raised: 'number',
  served: 'number',
  late: 'number',
  lost: 'number',
  p99Ns: 'time',
};

const alert: Fields<AlertFrame> = {
  id: 'text',
  kind: Object.keys(ALERTS),
  line: 'text',
  domain: 'text',
  culprits: 'list',
  sinceNs: 'time',
  acknowledged: 'flag',
  text: 'text',
};

/** The fields that a condition can name, by kind of row. The compiler checks that none is missing. */
export const FIELDS = {line, domain, device, cpu, alert} as const;

export type RowKind = keyof typeof FIELDS;
