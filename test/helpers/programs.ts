import {readFileSync} from 'node:fs';
import {HEADER, KEYFRAME} from '../model/machine.ts';

// Small programs for `watch`, and what became of them.

/** A program of Node's: `say` writes records, `begun` has written header and keyframe, `pid` its number as scenario. */
export function program(script: string): string[] {
  const said = [{...HEADER, scenario: 'PID'}, KEYFRAME].map(record => JSON.stringify(record)).join('\\n');
  const prelude = `
    const say = (...records) => process.stdout.write(records.map(record => JSON.stringify(record) + '\\n').join(''));
    const mark = t => ({t, kind: 'marker_added', text: String(t)});
    const begin = () => process.stdout.write('${said}\\n'.replace('PID', process.pid));
  `;
  return [process.execPath, '-e', prelude + script];
}

/** Begins, and neither the end of its stdin nor SIGTERM, SIGINT or SIGHUP end it. */
export const STUBBORN = `
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
  process.stdout.on('error', () => {});
  begin();
  let t = 0;
  setInterval(() => say(mark((t += 2e7))), 20);
`;

/** Whether a process runs: one that is dead and that nobody has asked about does not. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^\d+ \(.*\) [ZX]/s.test(stat);
  } catch (error) {
    // Where there is no /proc, the signal has the answer.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}
