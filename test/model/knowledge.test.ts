import fc from 'fast-check';
import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import {frame} from '../../src/model/frame/frame.ts';
import {initialView} from '../../src/model/view/view.ts';
import type {Frame} from '../../src/protocol/frame/frame.ts';
import type {Header} from '../../src/protocol/record/header.ts';
import {ALL_KNOWLEDGE} from '../../src/protocol/record/knowledge.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {HEADER, KEYFRAME, sample, stream} from './machine.ts';

const PROGRAM: Header = {format: 'irqdeck-recording', version: 1, source: 'watch', intervalNs: 1e8};

/** The recording of src/protocol/README.md: net crashes, and the line waits for its acknowledgement since 131 ms. */
const EXAMPLE: TraceRecord[] = [
  {
    kind: 'keyframe',
    t: 0,
    cpus: [0, 1],
    lines: [
      {
        irq: '169',
        chip: 'IO-APIC-level',
        trigger: 'level',
        devices: ['libata', 'eth0'],
        domains: ['disk', 'net'],
        state: 'open',
        owedBy: [],
        perCpu: [0, 0],
      },
    ],
    domains: [
      {id: 1, name: 'disk', down: false, restarts: 0},
      {id: 2, name: 'net', down: false, restarts: 0},
    ],
    devices: [],
  },
  sample(1e8, {lines: [{irq: '169', counts: [[0, 4]], released: {acked: 4}}]}),
  {kind: 'domain_crashed', t: 1.3e8, domain: 'net'},
  sample(2e8, {lines: [{irq: '169', counts: [[0, 1]], state: 'in-flight', stateSinceNs: 1.31e8, owedBy: ['net']}]}),
];

function lastFrame(header: Header, records: readonly TraceRecord[]): Frame {
  const before = advance(initialView(header), records.slice(0, -1));
  return frame(advance(before, records.slice(-1)), before);
}

test('a program that reports a missing acknowledgement, and no times: both sides of it, and no number that was not there', () => {
  const {lines, domains} = lastFrame(PROGRAM, [...EXAMPLE, sample(1e9, {}, 8e8), sample(2.2e9, {}, 1.2e9)]);
  const [line] = lines;
  // It has been in flight since 131 ms, so for 2,200 − 131 ms, the whole of the last interval: only then may a share be given.
  expect(line).toMatchObject({state: 'in-flight', waitsFor: ['net'], blockedForNs: 2.069e9});
  expect([null, 1]).toContain(line.blockedShare);
  const [disk, net] = domains;
  expect(net.unacked).toEqual(['169']);
  // The record of 200 ms was the first to report it: it is at least 2 s old, or of an unknown age; never of 0.
  expect(net.oldestAckAgeNs === null || (net.oldestAckAgeNs as number) >= 2e9).toBe(true);
  // No record has any time or count of these.
  for (const unknown of [disk.starvedNs, disk.ackP99Ns, net.ackP99Ns, disk.state]) expect(unknown ?? null).toBeNull();
});

test('the other side of a debt: a program that reports what a domain owes', () => {
  const {lines} = lastFrame(PROGRAM, [...EXAMPLE.slice(0, 3), sample(2e8, {domains: [{name: 'net', owes: ['169']}]})]);
  expect(lines[0].waitsFor).toEqual(['net']);
});

test('a source that knows only counts has nothing else, over as many samples as there are', () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 5}), samples => {
      const bare = {...KEYFRAME, lines: KEYFRAME.lines.map(line => ({...line, state: null, owedBy: null}))};
      const records = Array.from({length: samples}, (_, at) =>
        sample((at + 1) * 1e8, {lines: [{irq: '169', counts: [[0, 5]]}]}),
      );
      const {lines, cpus} = lastFrame({...PROGRAM, knows: ['counts']}, [bare, ...records]);
      // 5 in 100 ms are 50 a second; of 193 nothing was counted, and counts are known: 0.
      expect(lines.map(({rate}) => rate)).toEqual([50, 0, 0]);
      for (const line of lines.slice(0, 2))
        expect([line.blockedShare, line.released, line.limited]).toEqual([null, null, null]);
      expect(cpus.map(({irqShare}) => irqShare)).toEqual([null, null]);
    }),
  );
});

/** Every number of a frame with its place, as `lines.0.total`. */
function numbersOf(value: unknown, path = ''): Map<string, number> {
  if (typeof value === 'number') return new Map([[path, value]]);
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).flatMap(([key, each]) => [...numbersOf(each, `${path}.${key}`)]));
}

/** The places of all fields of samples and of the keyframe's rows: record, list, row, field. */
function fieldsOf(records: readonly TraceRecord[]): [number, string, number, string][] {
  return records.flatMap((record, at) =>
    ['cpus', 'lines', 'domains', 'devices'].flatMap(list => {
      const rows = (record as unknown as {[list: string]: unknown})[list];
      if (!Array.isArray(rows)) return [];
      return rows.flatMap((row, place) =>
        typeof row === 'object'
          ? Object.keys(row).map(key => [at, list, place, key] as [number, string, number, string])
          : [],
      );
    }),
  );
}

/** Fields without which a record is refused, and the rows of a name that is gone would not be the same rows. */
const NEEDED = [
  'irq',
  'name',
  'cpu',
  'id',
  'chip',
  'trigger',
  'devices',
  'domains',
  'line',
  'domain',
  'down',
  'counter',
];

/** A gauge that a sample leaves out is as before; so these are taken from every record, as of a source that never reports them. */
const GAUGES = ['state', 'owedBy', 'owes', 'stateSinceNs', 'oldestDebtSinceNs', 'silentSinceNs'];

/** A missing acknowledgement is one fact: it is taken away on both sides, with its age. */
function isPartOf(list: string, key: string, [, from, , field]: [number, string, number, string]): boolean {
  const whole = field === 'owedBy' || field === 'owes';
  if (whole && ['owedBy', 'owes', 'oldestDebtSinceNs'].includes(key)) return true;
  return list === from && key === field;
}

/** The records without the field; a field that a keyframe must have is unknown there. */
function withoutField(records: readonly TraceRecord[], removed: [number, string, number, string]): TraceRecord[] {
  const copy = structuredClone(records) as TraceRecord[];
  for (const [at, list, place, key] of fieldsOf(records)) {
    if (!isPartOf(list, key, removed)) continue;
    if (!GAUGES.includes(key) && (at !== removed[0] || place !== removed[2])) continue;
    const row = (copy[at] as unknown as {[list: string]: {[key: string]: unknown}[]})[list][place];
    if (copy[at].kind === 'keyframe') row[key] = null;
    else delete row[key];
  }
  return copy;
}

test('without a field of a record, no other field becomes a number that it was not', () => {
  fc.assert(
    fc.property(stream, fc.nat(), fc.boolean(), (mixed, pick, all) => {
      // Without facts: a fact is a proof of its own, which a sample without the field no longer contradicts.
      const records = mixed.filter(({kind}) => kind === 'keyframe' || kind === 'sample');
      const header: Header = {...HEADER, seed: undefined, knows: all ? ALL_KNOWLEDGE : []};
      const fields = fieldsOf(records).filter(([, , , key]) => !NEEDED.includes(key));
      fc.pre(fields.length > 0);
      const removed = fields[pick % fields.length];
      const whole = numbersOf(lastFrame(header, records));
      const less = numbersOf(lastFrame(header, withoutField(records, removed)));
      const made = [...less.keys()].filter(path => !whole.has(path));
      expect({removed, made}).toEqual({removed, made: []});
    }),
    {numRuns: 1000},
  );
}, 600_000);
