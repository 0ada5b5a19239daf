import {readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {cpuMsOf} from '../helpers/cpu.ts';
import {until as wait} from '../helpers/patience.ts';
import {lives} from '../helpers/programs.ts';
import {childrenOf, openRealTerminal} from '../helpers/real-terminal.ts';
import {HEADER, KEYFRAME} from '../model/machine.ts';

// The real program in a real terminal, watching one that writes as much as it can: that is reported, keys are answered, memory stays.

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

const {inTerminal, program, open, press, until, programsIn} = openRealTerminal('flood', {FLOOD});

const megabytes = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

inTerminal('one that says a million records a second', async () => {
  const watched = `${program} watch -- ${process.execPath} -e "$FLOOD"`;
  open('flood', `${watched}; echo status=$?; sleep 1000`, 120, 40);
  await until(
    'flood',
    /sends\s+more\s+than\s+the\s+[\d,]+\s+records\s+a\s+second\s+that\s+irqdeck\s+can\s+process,\s+and\s+is\s+slowed\s+down/,
  );
  const [irqdeck] = programsIn('flood');
  const before = megabytes(irqdeck);
  for (const [key, pattern] of [
    ['?', /next row/],
    ['Escape', /^(?!.*next row)/s],
    ['7', /Share of time blocked/],
    ['1', /^(?!.*Share of time blocked)/s],
  ] as const) {
    const usedBefore = cpuMsOf(irqdeck)!;
    press('flood', key);
    await until('flood', pattern);
    // A quarter of a second would do; it is busy all the time.
    expect(cpuMsOf(irqdeck)! - usedBefore).toBeLessThan(3_000);
  }
  const used = cpuMsOf(irqdeck)!;
  await wait(() => cpuMsOf(irqdeck)! > used + 2_000);
  expect(megabytes(irqdeck) - before).toBeLessThan(80);
  expect(megabytes(irqdeck)).toBeLessThan(300);
  // It waits for us, and does not pile up what it could not say.
  const children = childrenOf(irqdeck);
  expect(Math.max(...children.map(megabytes))).toBeLessThan(200);
  press('flood', 'q');
  await until('flood', /status=0/);
  await wait(() => !children.some(lives));
});
