import fc from 'fast-check';
import {advance} from '../../src/model/fold/fold.ts';
import {initialView, type View} from '../../src/model/view/view.ts';
import type {Fact} from '../../src/protocol/record/fact.ts';
import type {Header} from '../../src/protocol/record/header.ts';
import type {Keyframe} from '../../src/protocol/record/keyframe.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import type {Sample} from '../../src/protocol/record/sample.ts';
import {NS_PER_MS, type Ns, RELEASE_REASONS} from '../../src/protocol/words.ts';

// The machine that the tests of the model look at: disk and net share line 169, usb has line 193; the timer ticks beside them.

export const HEADER: Header = {
  format: 'irqdeck-recording',
  version: 1,
  source: 'run',
  intervalNs: 100 * NS_PER_MS,
  scenario: 'small',
  seed: 7,
  policy: 'xen-2005',
};

export const KEYFRAME: Keyframe = {
  kind: 'keyframe',
  t: 0,
  cpus: [0, 2],
  lines: [
    lineOf('169', ['libata', 'eth0'], ['disk', 'net'], [20, 2]),
    lineOf('193', ['uhci'], ['usb'], [3, 0]),
    {
      ...lineOf('LOC', [], [], [100, 200]),
      counter: true,
      chip: null,
      trigger: null,
      domains: null,
      state: null,
      owedBy: null,
    },
  ],
  domains: [
    {id: 1, name: 'disk', down: false, restarts: 0, state: 'running'},
    {id: 2, name: 'net', down: false, restarts: 0, state: 'running'},
    {id: 3, name: 'usb', down: false, restarts: 0, state: 'running'},
  ],
  devices: [deviceOf('libata', '169', 'disk'), deviceOf('eth0', '169', 'net'), deviceOf('uhci', '193', 'usb')],
};

/** The contents of a file like /proc/interrupts: counts, and nothing of states, domains and devices. */
export const COUNTS_ONLY: Keyframe = {
  kind: 'keyframe',
  t: 0,
  cpus: [0, 1],
  lines: [
    {
      irq: '9',
      chip: 'IO-APIC',
      trigger: null,
      devices: ['acpi'],
      domains: null,
      state: null,
      owedBy: null,
      perCpu: [5, 6],
    },
  ],
  domains: [],
  devices: [],
};

export const START = advance(initialView(HEADER), [KEYFRAME]);

export function sample(t: Ns, rows: Partial<Sample> = {}, spanNs: Ns = 100 * NS_PER_MS): Sample {
  return {kind: 'sample', t, spanNs, ...rows};
}

/** The view after samples every 100 ms from `fromMs` (not included) to `toMs`, each with the rows that `rows` gives for its time. */
export function play(view: View, fromMs: number, toMs: number, rows: (ms: number) => Partial<Sample>): View {
  const samples: Sample[] = [];
  for (let ms = fromMs + 100; ms <= toMs; ms += 100) samples.push(sample(ms * NS_PER_MS, rows(ms)));
  return advance(view, samples);
}

/** When alerts were raised and cleared: `700 raised starvation/169/disk`, in ms. */
export function alertLog(view: View): string[] {
  return view.log.flatMap(entry =>
    entry.kind === 'fact' ? [] : [`${entry.t / NS_PER_MS} ${entry.kind} ${entry.alert}`],
  );
}

function lineOf(irq: string, devices: string[], domains: string[], perCpu: number[]) {
  return {
    irq,
    chip: 'IO-APIC',
    trigger: 'level' as const,
    devices,
    domains,
    state: 'open' as const,
    owedBy: [],
    perCpu,
  };
}

function deviceOf(name: string, line: string, domain: string) {
  return {name, line, domain, power: 'D0' as const, asserted: false, inService: true};
}

const count = fc.integer({min: 1, max: 3000});
const someOf = <T>(items: readonly T[]) => fc.subarray([...items]);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, {nil: undefined});
const irq = fc.constantFrom('169', '193', 'gone');
const domain = fc.constantFrom('disk', 'net', 'usb', 'gone');
const device = fc.constantFrom('libata', 'eth0', 'uhci', 'gone');
const state = fc.constantFrom('open', 'in-flight', 'masked', 'killed');
const histogram = fc.uniqueArray(fc.tuple(fc.integer({min: 0, max: 225}), count), {
  maxLength: 3,
  selector: ([bucket]) => bucket,
});
const since = fc.integer({min: 0, max: 1e10});

const lineSample = fc.record({
  counts: maybe(fc.uniqueArray(fc.tuple(fc.constantFrom(0, 2, 9), count), {selector: ([cpu]) => cpu})),
  released: maybe(fc.record(Object.fromEntries(RELEASE_REASONS.map(reason => [reason, maybe(count)])))),
  heldNs: maybe(fc.record({'in-flight': maybe(count), killed: maybe(count)})),
  cpuNs: maybe(fc.integer({min: 0, max: 1e8})),
  limited: maybe(count),
  state: maybe(state),
  stateSinceNs: maybe(since),
  owedBy: maybe(someOf(['disk', 'net'])),
  domains: maybe(someOf(['disk', 'net', 'usb'])),
  unhandled: maybe(count),
});

const domainSample = fc.record({
  notified: maybe(count),
  acked: maybe(count),
  ackNs: maybe(histogram),
  owes: maybe(someOf(['169', '193'])),
  oldestDebtSinceNs: maybe(fc.option(since)),
  silentSinceNs: maybe(fc.option(since)),
  state: maybe(fc.constantFrom('running', 'hung', 'dead')),
  starvedNs: maybe(fc.integer({min: 1, max: 1e8})),
  starvedOn: maybe(
    fc.constantFrom(
      [{line: '169', starvedNs: 1e8, by: ['net']}],
      [{line: '169', starvedNs: 7, by: ['net', 'usb']}],
      [],
    ),
  ),
});

const deviceSample = fc.record({
  power: maybe(fc.constantFrom('D0', 'D3hot')),
  asserted: maybe(fc.boolean()),
  inService: maybe(fc.boolean()),
  raised: maybe(count),
  served: maybe(count),
  late: maybe(count),
  lost: maybe(count),
  servedNs: maybe(histogram),
});

/** A counter has only counts. */
function asLine(row: {irq?: string; counts?: unknown}): object {
  return row.irq === 'LOC' ? {irq: 'LOC', ...(row.counts !== undefined && {counts: row.counts})} : row;
}

/** The rows of a sample: for some of the names one row each, without the fields that are `undefined`. */
function rows<Key extends string, Name>(key: Key, names: readonly Name[], row: fc.Arbitrary<object>) {
  return someOf(names).chain(some =>
    fc.tuple(...some.map(name => row.map(fields => asLine(JSON.parse(JSON.stringify({[key]: name, ...fields})))))),
  );
}

const anySample = fc.record({
  kind: fc.constant('sample' as const),
  spanNs: fc.constantFrom(0, 1e6, 1e8, 1e9),
  lines: maybe(rows('irq', ['169', '193', 'LOC', 'gone'], lineSample)),
  cpus: maybe(
    rows('cpu', [0, 2, 9], fc.record({supervisorNs: maybe(fc.integer({min: 0, max: 1e8})), handlerNs: maybe(count)})),
  ),
  domains: maybe(rows('name', ['disk', 'net', 'usb', 'gone'], domainSample)),
  devices: maybe(rows('name', ['libata', 'eth0', 'uhci', 'gone'], deviceSample)),
});

const anyFact = fc.oneof(
  fc.record({
    kind: fc.constantFrom('domain_crashed', 'domain_paused', 'domain_resumed', 'domain_destroyed', 'domain_booting'),
    domain,
  }),
  fc.record({kind: fc.constantFrom('domain_unbound', 'domain_ready'), domain, lines: someOf(['169', '193', 'gone'])}),
  fc.record({kind: fc.constant('domain_hung'), domain, hang: fc.constantFrom('stuck', 'deaf')}),
  fc.record({kind: fc.constant('domain_slowed'), domain, extraNs: fc.constantFrom(0, 1e7)}),
  fc.record({kind: fc.constantFrom('device_reset', 'device_probed'), device, method: fc.constant('pm')}),
  fc.record({kind: fc.constant('device_power'), device, power: fc.constantFrom('D0', 'D3hot')}),
  fc.record({
    kind: fc.constantFrom('line_masked', 'line_unmasked', 'line_disabled', 'line_enabled', 'line_killed'),
    line: irq,
  }),
  fc.record({kind: fc.constant('marker_added'), text: fc.string()}),
  fc.record({kind: fc.constant('alert_acknowledged'), alert: fc.constantFrom('stopped/169', 'storm/169', 'host-lost')}),
  fc.record({kind: fc.constant('host_lost'), cpu: fc.constant(0)}),
  fc.record({
    kind: fc.constant('source_troubled'),
    trouble: fc.constantFrom('silent', 'ended'),
    text: fc.constant('it is old'),
  }),
  fc.record({kind: fc.constant('source_recovered'), text: fc.constant('it is new')}),
) as fc.Arbitrary<object>;

const ignored = fc.constantFrom({kind: 'step', line: '169', what: 'asserted'}, {kind: 'weather', wind: 3});
const keyframes = fc.constantFrom(
  {...KEYFRAME},
  {...KEYFRAME, cpus: [0], lines: [lineOf('169', ['eth0'], ['net'], [7])]},
);

/** A stream of records, at ascending times, after a first keyframe. */
export const stream: fc.Arbitrary<TraceRecord[]> = fc
  .array(
    fc.tuple(
      fc.integer({min: 0, max: 1e9}),
      fc.oneof(
        {weight: 6, arbitrary: anySample},
        {weight: 3, arbitrary: anyFact},
        {weight: 1, arbitrary: ignored},
        {weight: 1, arbitrary: keyframes},
      ),
    ),
    {maxLength: 30},
  )
  .map(pairs => {
    let t = 0;
    return [KEYFRAME, ...pairs.map(([gap, body]) => ({...body, t: (t += gap)}) as unknown as TraceRecord)];
  });

/** One fact at `t`. */
export function fact(t: Ns, body: object): Fact {
  return {t, ...body} as Fact;
}
