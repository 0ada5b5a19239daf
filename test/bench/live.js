// The CPU time of full-screen programs in a terminal of 200x60: ms a second, once they have settled. node live.js SECONDS COMMAND… prints
// JSON. Each runs below `script`, which gives it a terminal of its own.
import {spawn} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';

const SETTLED_MS = 4000;
const TICKS_PER_S = 100;

const [seconds, ...commands] = process.argv.slice(2);
const {CI, ...env} = process.env;
const children = commands.map(command =>
  spawn('script', ['-qec', `stty cols 200 rows 60; exec ${command}`, '/dev/null'], {
    env: {...env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8'},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  }),
);
await sleep(SETTLED_MS);
const before = children.map(({pid}) => spentMs(programOf(pid)));
await sleep(seconds * 1000);
const after = children.map(({pid}) => spentMs(programOf(pid)));
for (const {pid, exitCode} of children) if (exitCode === null) process.kill(-pid, 'SIGKILL');
process.stdout.write(JSON.stringify(after.map((ms, at) => (ms === null ? null : (ms - before[at]) / seconds))));
process.exit();

/** The program is the only child of the one that gives it its terminal. */
function programOf(pid) {
  return readdirSync('/proc').find(each => /^\d+$/.test(each) && statOf(each)?.[1] === String(pid)) ?? null;
}

/** User and system time of a process; `null`: it has ended. */
function spentMs(pid) {
  const stat = pid === null ? null : statOf(pid);
  return stat && ((Number(stat[11]) + Number(stat[12])) * 1000) / TICKS_PER_S;
}

/** What stands behind the name of a process in /proc/PID/stat. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
