import {readFileSync} from 'node:fs';
import {pause} from './patience.ts';

// CPU time: what a program took for itself, however long others kept it waiting.

/** What a process has used by now with all its threads, in ms; `null`: it is gone. */
export function cpuMsOf(pid: number): number | null {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    // User and system time, in hundredths of a second.
    return state === 'Z' || state === 'X' ? null : 10 * (Number(fields[10]) + Number(fields[11]));
  } catch {
    return null;
  }
}

/** Waits until a process has ended, and returns about how many ms of CPU time it used from now on. */
export async function cpuMsToTheEnd(pid: number): Promise<number> {
  const before = cpuMsOf(pid) ?? 0;
  for (let last = before; ; await pause(10)) {
    const now = cpuMsOf(pid);
    if (now === null) return last - before;
    last = now;
  }
}

/** What this process used for some work, in ms. */
export function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1000;
}
