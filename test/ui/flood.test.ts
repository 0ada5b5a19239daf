import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect} from 'vitest';
import {openRealTerminal} from '../helpers/real-terminal.ts';
import {HEADER, KEYFRAME} from '../model/machine.ts';

// The real program in a real terminal, watching one that says as much as it can: it is told, keys are answered, memory stays.

/** A million samples of a simulated second, two thousand in one write. */
const FLOOD = `
  process.stdout.write('${[{...HEADER, intervalNs: 1000}, KEYFRAME].map(line => JSON.stringify(line)).join('\\n')}\\n');
  process.stdin.resume().on('end', () => process.exit());
  let t = 0;
  const more = () => {
    let text = '';
    for (let n = 0; n < 2000; n++) text += '{"kind":"sample","t":' + (t += 1000) + ',"spanNs":1000,"lines":[{"irq":"169","counts":[[0,1]]}]}\\n';
    if (process.stdout.write(text)) setImmediate(more);
    else process.stdout.once('drain', more);
  };
  more();
`;

const {inTerminal, program, tmux, open, press, until} = openRealTerminal('flood', {FLOOD});

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
const megabytes = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

inTerminal(
  'one that says a million records a second',
  async () => {
    const watched = `${program} watch -- ${process.execPath} -e "$FLOOD"`;
    open('flood', `${watched}; echo status=$?; sleep 60`, 120, 40);
    await until('flood', /says more than the [\d,]+ records a second that can be taken in: it is\s+made\s+to\s+wait/);
    const shell = Number(tmux('display-message', '-t', 'flood', '-p', '#{pane_pid}').trim());
    const [irqdeck] = childrenOf(shell);
    const before = megabytes(irqdeck);
    for (const [key, pattern] of [
      ['?', /next row/],
      ['Escape', /^(?!.*next row)/s],
      ['7', /Share of time held/],
      ['1', /^(?!.*Share of time held)/s],
    ] as const) {
      press('flood', key);
      // A quarter of a second would do where nobody else wants the processors.
      await until('flood', pattern, 3_000);
    }
    await sleep(3_000);
    expect(megabytes(irqdeck) - before).toBeLessThan(80);
    expect(megabytes(irqdeck)).toBeLessThan(300);
    // It waits for us, and does not pile up what it could not say.
    const children = childrenOf(irqdeck);
    expect(Math.max(...children.map(megabytes))).toBeLessThan(200);
    press('flood', 'q');
    await until('flood', /status=0/, 10_000);
    await sleep(500);
    for (const child of children) expect(() => process.kill(child, 0)).toThrow();
  },
  90_000,
);
