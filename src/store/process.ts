import {readFileSync, readlinkSync} from 'node:fs';
import {hostname} from 'node:os';
import {isAbsolute} from 'node:path';

/** A process that owns a file, as in the lock file. `null`: unknown on this system. */
export type Owner = {
  pid: number;
  /** In clock ticks since the boot. A pid is used again; a pid with this start is not. */
  startedAt: string | null;
  boot: string | null;
  /** The namespace of `pid`: each container has its own. */
  space: string | null;
  host: string;
  /** ISO 8601. */
  since: string;
  command: string;
};

/** This process, as an owner from now on. */
export function thisProcess(): Owner {
  return {
    pid: process.pid,
    startedAt: statOf(process.pid)?.startedAt ?? null,
    boot: textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? null,
    space: linkOf('/proc/self/ns/pid'),
    host: hostname(),
    since: new Date().toISOString(),
    command: commandOf(textOf('/proc/self/cmdline') ?? ''),
  };
}

/**
 * Whether a process is certainly gone. A process of another host or container can not be seen from here: it counts as running, unless
 * it ran on this host before its last boot.
 */
export function isGone({pid, startedAt, boot, space, host}: Owner, here = thisProcess()): boolean {
  if (boot !== here.boot) return boot !== null && here.boot !== null && host === here.host;
  if (boot === null && host !== here.host) return false;
  if (space !== here.space) return false;
  if (!exists(pid)) return true;
  const found = statOf(pid);
  // A zombie writes nothing more: its parent has not yet read its exit status.
  return found !== null && (found.state === 'Z' || (startedAt !== null && found.startedAt !== startedAt));
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Sample input: `4711 (node (old)) S 1 4711 …`; the 22nd field is its start. The name may contain blanks and parentheses. */
function statOf(pid: number): {state: string; startedAt: string} | null {
  const text = textOf(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {state: fields[0], startedAt: fields[19]};
}

/** Sample input: `node␀/usr/bin/irqdeck␀run␀-w␀a.ndjson.gz␀`. */
function commandOf(cmdline: string): string {
  const words = cmdline.split('\0').filter(word => word !== '');
  const script = words.findIndex((word, at) => at > 0 && (isAbsolute(word) || /irqdeck|main\.[jt]s$/.test(word)));
  return ['irqdeck', ...words.slice(script + 1 || 1)].join(' ');
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function linkOf(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}
