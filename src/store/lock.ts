import {closeSync, openSync, readFileSync, renameSync, unlinkSync, writeSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {crc32} from 'node:zlib';
import {sanitize} from '../protocol/sanitize.ts';
import {isGone, type Owner, thisProcess} from './process.ts';
import {codeOf, WriteError} from './why.ts';

// A lock file names the process that owns a file. It is created only if there is none (O_EXCL), and removed in the end. The lock of a
// killed process names a process that is gone, and is taken over. An unreadable lock counts as owned: a refusal loses nothing.

export type Lock = {
  /** Gives it up; a lock that another process has taken over stays. */
  release(): void;
};

/** The file is owned by a process that may be running. */
export class OwnedError extends WriteError {}

/** The lock file of a file, in the same folder. */
export function lockBeside(file: string): string {
  return join(dirname(file), `.${basename(file)}.irqdeck-lock`);
}

/** Takes a lock for the file that messages call `what`. Throws an OwnedError, or the system's error when no lock can be created. */
export function takeLock(lock: string, what: string): Lock {
  const text = `${JSON.stringify(thisProcess())}\n`;
  acquire(lock, text, what);
  return {
    release() {
      if (textOf(lock) === text) remove(lock);
    },
  };
}

/** Which process owns a file, a sentence without its full stop; `null`: nothing owns it. */
export function ownedBy(lock: string, what: string): string | null {
  const text = settled(lock);
  return text === null || isAbandoned(text) ? null : sentence(lock, text, what);
}

/**
 * When several processes take over the same abandoned lock, one must win. The right to replace it is a lock file too, named after the
 * text of the abandoned one, and renamed over it in the end. A process that gets the right later finds another text in the lock, and
 * starts again.
 */
function acquire(lock: string, text: string, what: string): void {
  for (;;) {
    if (create(lock, text)) return;
    const found = settled(lock);
    if (found === null) continue;
    if (!isAbandoned(found)) throw new OwnedError(sentence(lock, found, what));
    const right = `${lock}.${crc32(found).toString(16)}`;
    acquire(right, text, what);
    if (textOf(lock) === found) {
      renameSync(right, lock);
      return;
    }
    remove(right);
  }
}

/** `false`: there is one already. */
function create(lock: string, text: string): boolean {
  let fd: number;
  try {
    fd = openSync(lock, 'wx', 0o644);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(fd, text);
    return true;
  } catch (error) {
    remove(lock);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Its text, once it is there: a new lock is empty for a moment. `null`: there is no lock. */
function settled(lock: string): string | null {
  for (let tries = 0; ; tries++) {
    const text = textOf(lock);
    if (text !== '' || tries === SETTLING_TRIES) return text;
    Atomics.wait(NEVER, 0, 0, SETTLING_MS);
  }
}

const NEVER = new Int32Array(new SharedArrayBuffer(4));
const SETTLING_MS = 2;
const SETTLING_TRIES = 25;

/** `null`: there is no lock. A lock that may not be read counts as a text that is not ours. */
function textOf(lock: string): string | null {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? null : '?';
  }
}

function isAbandoned(text: string): boolean {
  const owner = ownerIn(text);
  return owner !== null && isGone(owner);
}

function sentence(lock: string, text: string, what: string): string {
  const owner = ownerIn(text);
  if (owner === null)
    return `${what} is locked, and its lock file ${lock} can not be read; remove the lock file if nothing writes ${what}`;
  const {pid, host, since, command} = owner;
  const here = thisProcess();
  const elsewhere = host === here.host && owner.space === here.space ? '' : ` on ${sanitize(host)}`;
  const remedy = elsewhere && `; remove ${lock} if that process is gone`;
  const writer = pid === here.pid && !elsewhere ? 'this process' : `process ${pid}${elsewhere}`;
  return `${what} is being written by ${writer} (${sanitize(command, SHOWN_COMMAND)}) since ${sanitize(since)}${remedy}`;
}

const SHOWN_COMMAND = 80;

function ownerIn(text: string): Owner | null {
  try {
    const read = JSON.parse(text) as Owner | null;
    const texts = [read?.host, read?.since, read?.command].every(each => typeof each === 'string');
    const known = [read?.startedAt, read?.boot, read?.space].every(each => each === null || typeof each === 'string');
    return texts && known && Number.isSafeInteger(read?.pid) && read!.pid > 0 ? read : null;
  } catch {
    return null;
  }
}

function remove(lock: string): void {
  try {
    unlinkSync(lock);
  } catch {
    // It was removed by hand; or it can no longer be removed, and counts as abandoned when this process has ended.
  }
}
