import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {execa} from 'execa';

// A watched program keeps our terminal, so that ssh and sudo can ask for a password on it. During that no screen may open: both would
// read the keys. There are two signs. Input is not echoed, or not line by line; or the program, or one that it has started, has opened
// the terminal, which a question with an echo needs as well. For a program of another user (sudo), and without /proc, only the first
// sign can be seen.

/** Whether a program asks something on our terminal. Before it asks, the terminal must be as a shell leaves it. */
export async function asksOnTerminal(pid: number | undefined): Promise<boolean> {
  return holdsTerminal(pid) || /-(?:echo|icanon)\b/.test((await settings('-a')) ?? '');
}

/** Whether a program, or one that it has started, has opened the terminal for itself. */
export function holdsTerminal(pid: number | undefined): boolean {
  return pid !== undefined && familyOf(pid).some(each => filesOf(each).some(file => TERMINAL.test(file)));
}

const TERMINAL = /^\/dev\/(?:tty|pts\/\d+$)/;

/** The settings of the terminal, to be restored with `setTerminal`; `null`: unknown. */
export const terminalSettings = () => settings('-g');

export async function setTerminal(...words: string[]): Promise<void> {
  await stty(words);
}

async function settings(form: string): Promise<string | null> {
  const {stdout, failed} = await stty([form]);
  return failed ? null : stdout.trim();
}

/** For the terminal that is our stdin. */
function stty(words: readonly string[]) {
  return execa('stty', words, {stdin: 'inherit', stderr: 'ignore', cleanup: false, reject: false});
}

/** A process and its descendants that have not lost their parents; not many more than FAMILY_MAX. */
function familyOf(pid: number): string[] {
  const family = [String(pid)];
  for (let at = 0; at < family.length && at < FAMILY_MAX; at++) family.push(...childrenOf(family[at]));
  return family;
}

const FAMILY_MAX = 200;

function childrenOf(pid: string): string[] {
  const pids = attempt(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1'), '');
  return pids.split(' ').filter(each => each !== '');
}

function filesOf(pid: string): string[] {
  const names = attempt(() => readdirSync(`/proc/${pid}/fd`), []);
  return names.map(name => attempt(() => readlinkSync(`/proc/${pid}/fd/${name}`), ''));
}

/** A process may end meanwhile, or belong to another user. */
function attempt<Type>(read: () => Type, otherwise: Type): Type {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
