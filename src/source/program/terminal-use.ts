import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {execa} from 'execa';

// A program that is watched keeps our terminal, so that ssh and sudo can ask for a password on it. While one does, no screen may be
// opened: both would read what is typed. Two signs tell of it: what is typed is not echoed, or not line by line; or the program, or
// one that it has started, has opened the terminal, which a question with an echo needs as well. Of a program of another user (sudo)
// only the first can be seen, and where there is no /proc likewise.

/** Whether somebody asks something on our terminal, which is to be as a shell leaves it. */
export async function asksOnTerminal(pid: number | undefined): Promise<boolean> {
  return holdsTerminal(pid) || /-(?:echo|icanon)\b/.test((await settings('-a')) ?? '');
}

/** Whether a program, or one that it has started, has opened the terminal for itself. */
export function holdsTerminal(pid: number | undefined): boolean {
  return pid !== undefined && familyOf(pid).some(each => filesOf(each).some(file => TERMINAL.test(file)));
}

const TERMINAL = /^\/dev\/(?:tty|pts\/\d+$)/;

/** How the terminal is set, to be set so again; `null` where that can not be found out. */
export const terminalSettings = () => settings('-g');

export async function setTerminal(...words: string[]): Promise<void> {
  await stty(words);
}

async function settings(form: string): Promise<string | null> {
  const {stdout, failed} = await stty([form]);
  return failed ? null : stdout.trim();
}

/** Of the terminal that is our stdin. */
function stty(words: readonly string[]) {
  return execa('stty', words, {stdin: 'inherit', stderr: 'ignore', cleanup: false, reject: false});
}

/** A process and those below it that have not lost their parents, with a bound. */
function familyOf(pid: number): string[] {
  const family = [String(pid)];
  for (let at = 0; at < family.length && at < FAMILY_MAX; at++) family.push(...childrenOf(family[at]));
  return family;
}

const FAMILY_MAX = 200;

function childrenOf(pid: string): string[] {
  const told = attempt(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1'), '');
  return told.split(' ').filter(each => each !== '');
}

function filesOf(pid: string): string[] {
  const names = attempt(() => readdirSync(`/proc/${pid}/fd`), []);
  return names.map(name => attempt(() => readlinkSync(`/proc/${pid}/fd/${name}`), ''));
}

/** A process may end while it is looked at, or be somebody else's. */
function attempt<Type>(read: () => Type, otherwise: Type): Type {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
