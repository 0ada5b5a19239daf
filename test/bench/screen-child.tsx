// One screen of 200x60 whose every number changes with every frame, drawn in one of several ways; prints what a frame costs, as JSON.
// node screen.js WAY FRAMES INTERVAL_MS
import {EventEmitter} from 'node:events';
import {openSync, writeSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {Box, render, Text} from 'ink';
import type {Canvas, Tone} from '../../src/ui/screen/paint/canvas.ts';
import {THEMES_BY_NAME} from '../../src/ui/screen/paint/theme.ts';
import {Region} from '../../src/ui/screen/region.tsx';
import {openScreen} from '../../src/ui/screen/screen.ts';
import {median} from './harness.ts';

const COLUMNS = 200;
const ROWS = 60;
const LINES = ROWS - 2;
const CPUS = 16;
const WARM_UP = 5;
const MARKS: readonly Tone[] = ['normal', 'good', 'warn', 'bad', 'dim'];
const SGR: {readonly [mark in Tone]?: string} = {
  good: '32',
  warn: '33',
  bad: '1;31',
  dim: '2',
  strong: '1',
  accent: '36',
};
const BLOCKS = '▁▂▃▄▅▆▇█';

let frame = 0;

const nameOf = (line: number) => `${line + 16} IO-APIC ${line}`;
const countOf = (line: number, cpu: number) => String((line * 7919 + cpu * 104_729 + frame * 1009) % 1_000_000);
const markOf = (line: number, cpu: number) => MARKS[(line + cpu) % MARKS.length];
const historyOf = (line: number) => Array.from({length: 36}, (_, i) => BLOCKS[(line + i + frame) % 8]).join('');

function draw(canvas: Canvas): void {
  for (let line = 0; line < LINES; line++) {
    canvas.text(0, line, nameOf(line), 'strong', 18);
    for (let cpu = 0; cpu < CPUS; cpu++)
      canvas.text(18 + cpu * 9, line, countOf(line, cpu).padStart(8), markOf(line, cpu));
    canvas.text(163, line, historyOf(line), 'accent');
  }
}

const sgr = (text: string, mark: Tone) => (SGR[mark] ? `\x1b[${SGR[mark]}m${text}\x1b[0m` : text);

function compose(line: number): string {
  let row = sgr(nameOf(line).padEnd(18), 'strong');
  for (let cpu = 0; cpu < CPUS; cpu++) row += `${sgr(countOf(line, cpu).padStart(8), markOf(line, cpu))} `;
  return `${row} ${sgr(historyOf(line), 'accent')}`;
}

type Way = {tick(): void; bytes(): number};

function painted(): Way {
  const {streams, bytes} = fakeTerminal();
  const screen = openScreen({...streams, theme: THEMES_BY_NAME.default});
  screen.render(
    <Box width={COLUMNS} height={ROWS} flexDirection="column">
      <Text>irqdeck</Text>
      <Region flexGrow={1} draw={draw} />
      <Text>q quit</Text>
    </Box>,
  );
  return {tick: screen.refresh, bytes};
}

function byInk(): Way {
  const {streams, bytes} = fakeTerminal();
  const tree = () => (
    <Box width={COLUMNS} height={ROWS} flexDirection="column">
      <Text>irqdeck</Text>
      {Array.from({length: LINES}, (_, line) => (
        <Text key={String(line)} wrap="truncate">
          {compose(line)}
        </Text>
      ))}
      <Text>q quit</Text>
    </Box>
  );
  const instance = render(tree(), {...streams, alternateScreen: true, interactive: true, patchConsole: false});
  return {tick: () => instance.rerender(tree()), bytes};
}

function raw(): Way {
  const {streams, bytes} = fakeTerminal();
  const shown: string[] = [];
  return {
    bytes,
    tick() {
      let out = '';
      for (let line = 0; line < LINES; line++) {
        const row = compose(line);
        if (row !== shown[line]) out += `\x1b[${line + 2};1H${row}\x1b[K`;
        shown[line] = row;
      }
      streams.stdout.write(`\x1b[?2026h${out}\x1b[?2026l`);
    },
  };
}

/** A terminal that takes everything; a write costs as much as it costs to hand it to the system. */
function fakeTerminal() {
  const nowhere = openSync('/dev/null', 'w');
  let bytes = 0;
  const write = (text: string, then?: () => void) => {
    bytes += writeSync(nowhere, text);
    if (then) queueMicrotask(then);
    return true;
  };
  const stream = () => Object.assign(new EventEmitter(), {isTTY: true, columns: COLUMNS, rows: ROWS, write});
  const streams = {stdin: stream(), stdout: stream(), stderr: stream()};
  return {
    streams: streams as unknown as {[name in keyof typeof streams]: NodeJS.ReadStream & NodeJS.WriteStream},
    bytes: () => bytes,
  };
}

type Cost = {msPerFrame: number; bytesPerFrame: number};

/**
 * Frames of several ways in turn, so that a busy moment of the computer hits all alike; each pays for what happens until the next.
 * The cost is the median frame: a single collection of old garbage would weigh as much as all the others together.
 */
async function measure(ways: Way[], frames: number, intervalMs: number): Promise<Cost[]> {
  for (let i = 0; i < WARM_UP; i++) for (const way of ways) await one(way, intervalMs);
  const before = ways.map(way => way.bytes());
  const spent: number[][] = ways.map(() => []);
  for (let i = 0; i < frames; i++) for (const [at, way] of ways.entries()) spent[at].push(await one(way, intervalMs));
  return ways.map((way, at) => ({
    msPerFrame: median(spent[at]),
    bytesPerFrame: (way.bytes() - before[at]) / frames,
  }));
}

async function one(way: Way, intervalMs: number): Promise<number> {
  const before = process.cpuUsage();
  frame++;
  way.tick();
  await sleep(intervalMs);
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1000;
}

const WAYS: {readonly [name: string]: () => Way} = {painted, ink: byInk, raw};
const [names, frames, intervalMs] = process.argv.slice(2);
const costs = await measure(
  names.split(',').map(name => WAYS[name]()),
  Number(frames),
  Number(intervalMs),
);
writeSync(1, JSON.stringify({costs}));
process.exit();
