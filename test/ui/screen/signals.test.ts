import {expect} from 'vitest';
import {cpuMsToTheEnd} from '../../helpers/cpu.ts';
import {openRealTerminal} from '../../helpers/real-terminal.ts';

// SIGTERM and SIGINT end the real program in a real terminal within a second of CPU time, wherever one is in it, and the terminal is as it was.

const {inTerminal, program, tmux, open, press, until, programsIn} = openRealTerminal('signals');

type Place = {name: string; argv?: string; keys: string[]; seen: RegExp};

const HANG = ['!', 'h'];
const PLACES: Place[] = [
  {name: 'lines', keys: [], seen: /IRQ +STATE/},
  {name: 'domains', keys: ['4'], seen: /DEVICE +LINE/},
  {name: 'log', keys: ['6'], seen: /nothing has happened yet/},
  {name: 'charts', keys: ['7'], seen: /Share of time blocked/},
  {name: 'help', keys: ['?'], seen: /previous|next row/},
  {name: 'details', keys: ['Enter'], seen: /trigger/},
  {name: 'a dialog', keys: HANG, seen: /also stops/},
  {name: 'a prompt', keys: ['/', 'u', 's'], seen: /show lines that match/},
  {name: 'a pause', keys: ['Space'], seen: /PAUSED/},
  {name: 'slow motion', argv: '--speed 0.001', keys: ['7'], seen: /×0.001/},
  {name: 'as fast as it goes', argv: '--speed max', keys: [], seen: / max /},
  {
    name: 'a replay',
    argv: 'replay test/captures/04-interrupts.series.txt.gz',
    keys: ['7'],
    seen: /Share of time blocked/,
  },
];
const SIGNALS = {SIGTERM: 143, SIGINT: 130} as const;

/** A shell that runs the program, then prints what became of it and of the terminal. */
function run(session: string, argv: string): void {
  const after = 'echo status=$?; stty -a | grep -ow -e -icanon -e icanon -e -echo -e echo; echo over; sleep 1000';
  open(session, `${program} ${argv}; ${after}`);
}

inTerminal.each(PLACES)('in $name', async ({name, argv = '', keys, seen}) => {
  const sessions = Object.keys(SIGNALS).map(signal => `${name.replaceAll(/\W/g, '-')}-${signal}`);
  for (const session of sessions) run(session, argv);
  for (const session of sessions) {
    await until(session, /^ (irqdeck )?(run|replay)/);
    press(session, ...keys);
    await until(session, seen);
  }
  for (const [at, [signal, status]] of Object.entries(SIGNALS).entries()) {
    expect(tmux('display-message', '-t', sessions[at], '-p', '#{alternate_on}').trim()).toBe('1');
    const [running] = programsIn(sessions[at]);
    const used = cpuMsToTheEnd(running);
    process.kill(running, signal);
    expect(await used).toBeLessThan(1_000);
    expect(await until(sessions[at], /over$/)).toMatch(new RegExp(`status=${status}\nicanon\necho\nover$`));
    expect(tmux('display-message', '-t', sessions[at], '-p', '#{alternate_on} #{cursor_flag}').trim()).toBe('0 1');
    tmux('kill-session', '-t', sessions[at]);
  }
});
