import {
  ALERTS,
  type AlertFrame,
  type CpuFrame,
  type DeviceFrame,
  type DomainFrame,
  type LineFrame,
} from '../../protocol/frame/frame.ts';

/** The kind of a field: the operators that it takes and how its values are written. An array: one of these words. */
export type FieldKind = 'number' | 'time' | 'text' | 'list' | 'flag' | readonly string[];

type Nested = 'perCpu' | 'released' | 'maskedBy';
type Fields<Row> = {readonly [Field in Exclude<keyof Row, Nested>]-?: FieldKind} & {
  readonly [nested: `${string}.${string}`]: FieldKind;
};

const HEALTH = ['ok', 'slow', 'hung', 'down', 'unknown'];
const LINE_STATES = ['open', 'in-flight', 'masked', 'limited', 'disabled', 'killed', 'unknown'];
const DOMAIN_STATES = ['running', 'slow', 'hung', 'crashed', 'paused', 'restarting', 'dead'];

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
  state: LINE_STATES,
  owedBy: 'list',
  inFlight: 'number',
  asserted: 'list',
  total: 'number',
  rate: 'number',
  unhandled: 'number',
  maskedShare: 'number',
  'maskedBy.in-flight': 'number',
  'maskedBy.masked': 'number',
  'maskedBy.limited': 'number',
  'maskedBy.disabled': 'number',
  'maskedBy.killed': 'number',
  maskedForNs: 'time',
  'released.acked': 'number',
  'released.forced': 'number',
  'released.other': 'number',
  limited: 'number',
};

const domain: Fields<DomainFrame> = {
  id: 'number',
  name: 'text',
  state: DOMAIN_STATES,
  health: HEALTH,
  owes: 'list',
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
