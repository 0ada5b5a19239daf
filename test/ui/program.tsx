import {expect} from 'vitest';
import type {ScreenParts} from '../../src/cli/show/screen/screen.ts';
import {POLICIES} from '../../src/machine/policy/policy.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';
import {openLive, type TickedLive} from '../../src/session/live.ts';
import {openPace} from '../../src/session/pace.ts';
import {openSession, type Session} from '../../src/session/session.ts';
import {openSimulator} from '../../src/source/simulator/simulator.ts';
import type {Source} from '../../src/source/source.ts';
import {App, type AppProps} from '../../src/ui/app/App.tsx';
import {loadCharts} from '../../src/ui/charts/line-chart.ts';
import {THEMES_BY_NAME} from '../../src/ui/screen/paint/theme.ts';
import {openScreen, type Screen} from '../../src/ui/screen/screen.ts';
import {type FakeTerminal, fakeTerminal} from './screen/terminal.ts';

/** The screen as the program shows it, on a terminal in memory, with a clock that the test moves. */
export type Program = {
  readonly terminal: FakeTerminal;
  readonly screen: Screen;
  /** Lets time pass, with a refresh every quarter of a second. */
  wait(seconds: number): Promise<void>;
  /** Types keys as a terminal sends them; names of longer ones stand between blanks: `! h y`, `Enter`. */
  press(keys: string): Promise<void>;
  /** What a terminal sends, as it is. */
  send(bytes: string): Promise<void>;
  /** Types a text. */
  type(text: string): Promise<void>;
  /** The text on the terminal. */
  text(): Promise<string>;
  rows(): Promise<string[]>;
  /** Resolves when the charts are there. */
  loaded(): Promise<void>;
  close(): void;
};

export type ProgramOptions = {
  source?: Source;
  /** The source that is shown instead of a simulation. */
  session?: Session;
  drill?: ScreenParts['drill'];
  policy?: string;
  columns?: number;
  rows?: number;
  app?: Partial<AppProps>;
};

const REFRESH_MS = 250;

const BYTES: {readonly [key: string]: string} = {
  Enter: '\r',
  Esc: '\x1b',
  Tab: '\t',
  Space: ' ',
  Backspace: '\x7f',
  Down: '\x1b[B',
  Up: '\x1b[A',
  PageDown: '\x1b[6~',
  F1: '\x1bOP',
};

export async function openProgram(options: ProgramOptions = {}): Promise<Program> {
  const {source = simulator(options.policy), columns = 80, rows = 24, app} = options;
  let ms = 0;
  const now = () => ms;
  const show = (session: Session): TickedLive => openLive(session, {pace: openPace({now, speed: 1}), now});
  const live = show(options.session ?? openSession(source));
  if (options.drill) live.pause();
  const drill = options.drill?.(live, another => show(openSession(another)));
  const terminal = fakeTerminal(columns, rows);
  const screen = openScreen({...terminal, theme: THEMES_BY_NAME.default, ascii: app?.ascii, mouse: true});
  const instance = screen.render(<App port={live} drill={drill} redraw={screen.redraw} {...app} />);
  const rest = async () => {
    for (let turn = 0; turn < 3; turn++) await instance.waitUntilRenderFlush();
  };
  const seen = async () => (await terminal.picture()).rows;
  await rest();

  async function typed(bytes: string): Promise<void> {
    terminal.stdin.type(bytes);
    // Ink waits a moment for what may follow an Esc.
    if (bytes === '\x1b') await new Promise(resolve => setTimeout(resolve, 30));
    await rest();
  }

  return {
    terminal,
    screen,
    async wait(seconds) {
      for (let left = seconds * 1000; left > 0; left -= REFRESH_MS) {
        ms += REFRESH_MS;
        live.tick();
        drill?.tick();
        // For what comes from a file.
        await new Promise(setImmediate);
        await rest();
      }
    },
    async press(keys) {
      for (const key of keys.split(' ')) await typed(BYTES[key] ?? key);
    },
    send: typed,
    async type(text) {
      for (const character of text) await typed(character);
    },
    text: async () => (await seen()).join('\n'),
    rows: seen,
    async loaded() {
      await loadCharts();
      await rest();
    },
    close() {
      drill?.end();
      instance.unmount();
      screen.close();
    },
  };
}

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

/** What it shows is what was looked at when these pictures were taken. */
export async function expectAtThreeSizes(program: Program, name: string): Promise<void> {
  for (const [columns, rows] of SIZES) {
    program.terminal.resize(columns, rows);
    await program.wait(REFRESH_MS / 1000);
    const picture = `${(await program.rows()).join('\n')}\n`;
    await expect(picture).toMatchFileSnapshot(`../golden/ui/screen/${name}-${columns}x${rows}.txt`);
  }
}

export function simulator(policy?: string): Source {
  const {scenario} = SCENARIOS[0];
  const found = POLICIES.find(({name}) => name === (policy ?? scenario.policy))!;
  return openSimulator({scenario, policy: found, seed: 1, intervalNs: 1e8, hardware: 'assumed', steps: true});
}
