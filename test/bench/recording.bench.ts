import {closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {advance} from '../../src/model/fold/fold.ts';
import {initialView, type View} from '../../src/model/view/view.ts';
import type {Header} from '../../src/protocol/record/header.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import {openRecordedFile} from '../../src/source/recording/recorded-file.ts';
import {encode} from '../../src/trace/recording/encode.ts';
import {openReading} from '../../src/trace/recording/reading.ts';
import {openPacked} from '../../src/trace/recording/writer.ts';
import {S} from '../helpers/host.ts';
import {simulation} from '../helpers/simulated.ts';
import {type Benchmark, cpuNs, cpuNsOf, median, type Outcome, race} from './harness.ts';

// An hour of the machine of the thread with a sample every 3.6 ms: a million records in 360 stretches of ten seconds.

const STRETCHES = 360;
const STRETCH_NS = 10 * S;
/** The time to fold for a view with its alerts and charts. */
const WINDOW_NS = 120 * S;

export const benchmarks: Benchmark[] = [
  {name: 'recording of an hour and a million records: seek / inflate and fold its window', goal: 4, run: compareSeek},
  {name: 'recording of an hour and a million records: open / inflate and fold a window', goal: 4, run: compareOpen},
  {name: 'recording: seek in an hour / in six minutes', goal: 1.5, run: compareLengths},
  {name: 'recording: read a line / JSON.parse', goal: 2, run: compareParse},
];

type File = {path: string; size: number; header: Header /** Where each stretch begins, and the end. */; at: number[]};

let hour: File | undefined;
let short: File | undefined;
const folder = mkdtempSync(join(tmpdir(), 'irqdeck-bench-'));
process.on('exit', () => rmSync(folder, {recursive: true, force: true}));

function write(name: string, stretches: number): File {
  const {header, records} = simulation(STRETCH_NS - 1, [], {intervalNs: 0.0036 * S});
  const path = join(folder, name);
  const fd = openSync(path, 'w');
  const at = [0];
  const append = (bytes: Uint8Array) => {
    at[at.length - 1] += writeSync(fd, bytes, 0, bytes.length, at.at(-1)!);
  };
  const writer = openPacked({append, replace: (to, bytes) => void writeSync(fd, bytes, 0, bytes.length, to)});
  for (let stretch = 0; stretch < stretches; stretch++) {
    const fromNs = stretch * STRETCH_NS;
    at.push(at.at(-1)!);
    writer.begin(fromNs);
    if (stretch === 0) writer.write(encode(header));
    for (const record of records) writer.write(encode({...record, t: record.t + fromNs}));
    writer.end(encode({kind: 'index', t: fromNs + STRETCH_NS - 1, fromNs, moments: [], parts: []}));
  }
  closeSync(fd);
  return {path, size: records.length * stretches, header, at};
}

const theHour = () => (hour ??= write('hour.ndjson.gz', STRETCHES));

async function compareSeek(): Promise<Outcome> {
  const file = theHour();
  const seek = await rounds(t => seekTo(file, t));
  const window = await rounds(async t => windowTo(file, t));
  return {
    value: seek / window,
    detail: `seek ${ms(seek)}, its window ${ms(window)}, ${file.size} records, ${(file.at.at(-1)! / 1e6).toFixed(0)} MB`,
  };
}

async function compareOpen(): Promise<Outcome> {
  const file = theHour();
  const open = await rounds(async () => (await openRecordedFile(file.path, 'hour'))!.close());
  const window = await rounds(async t => windowTo(file, t));
  return {value: open / window, detail: `open ${ms(open)}, a window ${ms(window)}`};
}

async function compareLengths(): Promise<Outcome> {
  const [long, brief] = [theHour(), (short ??= write('short.ndjson.gz', STRETCHES / 10))];
  const [an, six] = [await rounds(t => seekTo(long, t)), await rounds(() => seekTo(brief, 300 * S))];
  return {value: an / six, detail: `an hour ${ms(an)}, six minutes ${ms(six)}`};
}

/** The median CPU time of the same work at several times. */
async function rounds(work: (t: number) => Promise<unknown>): Promise<number> {
  const costs: number[] = [];
  for (const minutes of [10, 31, 47, 58, 22, 40])
    costs.push(await cpuNsOf(async () => void (await work((minutes * 60 + 3) * S))));
  return median(costs.slice(1));
}

async function seekTo(file: File, t: number): Promise<View> {
  const source = (await openRecordedFile(file.path, 'hour'))!;
  await source.seek!(t - WINDOW_NS);
  let view = initialView(source.header);
  while (source.nextNs !== null && source.nextNs! <= t) {
    view = advance(view, source.read(t));
    await source.arrival();
  }
  source.close();
  return view;
}

/** The least that can be done: the same stretches unpacked, parsed and folded. */
function windowTo({path, header, at}: File, t: number): View {
  const [first, last] = [t - WINDOW_NS, t].map(ns => Math.floor(ns / STRETCH_NS));
  let view = initialView(header);
  const bytes = readFileSync(path);
  for (let stretch = first; stretch <= last; stretch++) {
    const lines = gunzipSync(bytes.subarray(at[stretch], at[stretch + 1]))
      .toString()
      .trimEnd()
      .split('\n');
    const records = lines.map(line => JSON.parse(line) as TraceRecord);
    view = advance(
      view,
      records.filter(record => record.t <= t),
    );
  }
  return view;
}

function compareParse(): Outcome {
  const {header, records} = simulation(1800 * S);
  const lines = [header, ...records].map(record => encode(record));
  const bytes = Buffer.from(lines.join(''));
  const bare = lines.map(line => line.trimEnd());
  const ns = race({
    parse: () => cpuNs(() => bare.forEach(line => void JSON.parse(line))) / lines.length,
    read: () => cpuNs(() => readThrough(bytes)) / lines.length,
  });
  return {
    value: ns.read / ns.parse,
    detail: `read ${ns.read.toFixed(0)} ns, JSON.parse ${ns.parse.toFixed(0)} ns a line of ${Math.round(bytes.length / lines.length)} bytes`,
  };
}

/** Piece by piece, as from a file. */
function readThrough(bytes: Buffer): void {
  const reading = openReading();
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) reading.feed(bytes.subarray(at, at + PIECE_BYTES));
}

const PIECE_BYTES = 65_536;

function ms(ns: number): string {
  return `${(ns / 1e6).toFixed(1)} ms`;
}
