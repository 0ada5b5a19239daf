// Ten minutes of the program in front of somebody who looks around, as fast as it goes; prints as JSON what it held after each minute, in
// MB. node program.js rss|heap|bare: resident memory; live memory, after a collection; resident memory of an Ink app with one line.
import {EventEmitter} from 'node:events';
import {openSync, writeSync} from 'node:fs';
import {setImmediate as turn} from 'node:timers/promises';
import {render, Text} from 'ink';
import {keepSmall} from '../../src/cli/program/process/memory.ts';
import {POLICIES} from '../../src/machine/policy/policy.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';
import {openLive} from '../../src/session/live.ts';
import {openPace} from '../../src/session/pace.ts';
import {openSession} from '../../src/session/session.ts';
import {openSimulator} from '../../src/source/simulator/simulator.ts';
import {App} from '../../src/ui/app/App.tsx';
import {THEMES_BY_NAME} from '../../src/ui/screen/paint/theme.ts';
import {openScreen} from '../../src/ui/screen/screen.ts';
import {collectGarbage} from './harness.ts';

const MINUTES = 10;
const REFRESH_MS = 250;
const FRAMES = 60_000 / REFRESH_MS;
/** A key every two seconds: faults, help, and every view. */
const KEYS = [
  '!',
  'h',
  'y',
  '4',
  '6',
  '7',
  '?',
  '\x1b',
  '1',
  'x',
  'r',
  'y',
  'x',
  'R',
  'y',
  'j',
  'k',
  '\r',
  '\x1b',
  's',
  '\x1b',
];

const [, , mode] = process.argv;
const streams = fakeTerminal();
const tick = mode === 'bare' ? bare() : program();
const held: number[] = [];
for (let minute = 0; minute < MINUTES; minute++) {
  for (let frame = 0; frame < FRAMES; frame++) {
    tick(minute * FRAMES + frame);
    // Until Ink has rendered what a key has changed.
    await turn();
    await turn();
  }
  if (mode === 'heap') collectGarbage();
  const {heapUsed, external, rss} = process.memoryUsage();
  held.push((mode === 'heap' ? heapUsed + external : rss) / 1e6);
}
writeSync(1, JSON.stringify(held));
process.exit();

function program(): (frame: number) => void {
  keepSmall();
  let ms = 0;
  const now = () => ms;
  const {scenario} = SCENARIOS[0];
  const policy = POLICIES.find(({name}) => name === scenario.policy)!;
  const source = openSimulator({scenario, policy, seed: 1, intervalNs: 1e8, hardware: 'assumed'});
  const live = openLive(openSession(source), {pace: openPace({now, speed: 1}), now});
  const screen = openScreen({...streams, theme: THEMES_BY_NAME.default});
  screen.render(<App port={live} redraw={screen.redraw} />);
  return frame => {
    ms += REFRESH_MS;
    live.tick();
    if (frame % 8 === 0) streams.stdin.type(KEYS[(frame / 8) % KEYS.length]);
  };
}

function bare(): (frame: number) => void {
  const tree = (frame: number) => <Text>irqdeck {frame}</Text>;
  const instance = render(tree(0), {...streams, alternateScreen: true, interactive: true, patchConsole: false});
  return frame => instance.rerender(tree(frame));
}

/** A terminal that takes everything; a write costs as much as it costs to hand it to the system. */
function fakeTerminal() {
  const nowhere = openSync('/dev/null', 'w');
  const typed: string[] = [];
  const nothing = () => {};
  const write = (text: string, then?: () => void) => {
    writeSync(nowhere, text);
    if (then) queueMicrotask(then);
    return true;
  };
  const stream = () => Object.assign(new EventEmitter(), {isTTY: true, columns: 200, rows: 60, write});
  const keys = {
    setRawMode: nothing,
    setEncoding: nothing,
    ref: nothing,
    unref: nothing,
    read: () => typed.shift() ?? null,
  };
  const stdin = Object.assign(stream(), keys, {
    type(key: string) {
      typed.push(key);
      stdin.emit('readable');
    },
  });
  const all = {stdin, stdout: stream(), stderr: stream()};
  return all as unknown as {
    stdin: NodeJS.ReadStream & {type(key: string): void};
    stdout: NodeJS.WriteStream;
    stderr: NodeJS.WriteStream;
  };
}
