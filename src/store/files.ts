import {
  appendFileSync,
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {dirname} from 'node:path';
import {type Lock, lockBeside, OwnedError, ownedBy, takeLock} from './lock.ts';
import {codeOf, unwritable, WriteError, whyUnwritable} from './why.ts';
import {openWriter, type WriterOptions} from './writer.ts';

/** Creates a folder, and those above it. Throws a WriteError. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, {recursive: true});
  } catch (error) {
    throw new WriteError(`${folder} can not be created: ${whyUnwritable(error)}`, {cause: error});
  }
}

/** Writes a file with only this text, in the same way as one in pieces. Rejects with a WriteError. */
export async function writeWhole(file: string, text: string, options?: WriterOptions): Promise<void> {
  const writer = openWriter(file, {mostWaiting: Number.POSITIVE_INFINITY, ...options});
  try {
    writer.append(Buffer.from(text));
  } finally {
    await writer.close();
  }
  writer.check();
}

/** Writes a small file that must not exist yet. Throws a WriteError. */
export function writeNew(file: string, text: string): void {
  attempt(file, () => writeFileSync(file, text, {flag: 'wx'}));
}

/**
 * Changes the text of a small file (`null`: there is none) as one step: a reader finds the old text or the new one, and when
 * two change it at once, neither change is lost. Links to it and its permissions stay. Throws a WriteError, and what `change` throws.
 */
export function changeFile(
  file: string,
  read: (file: string) => string | null,
  change: (text: string | null) => string,
): void {
  attempt(file, () => {
    makeFolder(dirname(file));
    const path = realPath(file);
    exclusively(path, file, () => replaceText(path, change(read(path))));
  });
}

/** Adds a line at the end of a file; a last line without a newline is ended first. Throws a WriteError. */
export function addLine(file: string, line: string): void {
  attempt(file, () => {
    makeFolder(dirname(file));
    const path = realPath(file);
    exclusively(path, file, () => appendFileSync(path, `${endsTorn(path) ? '\n' : ''}${line}\n`));
  });
}

/** Removes a file, unless it is being written or its name is reserved. Throws a WriteError when it can not be removed. */
export function removeUnowned(file: string): void {
  let lock: Lock;
  try {
    lock = takeLock(lockBeside(file), file);
  } catch (error) {
    if (error instanceof OwnedError) return;
    throw unwritable(file, error);
  }
  try {
    attempt(file, () => rmSync(file, {force: true}));
  } finally {
    lock.release();
  }
}

/** Reserves the name of a file for this process, whether the file exists or not. Throws a WriteError when another process has it. */
export function keepName(file: string): Lock {
  return attempt(file, () => takeLock(lockBeside(file), file));
}

/** Which process writes a file, a sentence without its full stop; `null`: nothing writes it. */
export function writerOf(file: string): string | null {
  try {
    const path = realPath(file);
    return ownedBy(lockBeside(path), file);
  } catch {
    return null;
  }
}

function attempt<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw unwritable(file, error);
  }
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return file;
    throw error;
  }
}

/** Waits for other processes that do the same: it takes only milliseconds. */
function exclusively(path: string, file: string, work: () => void): void {
  let lock: Lock | null = null;
  for (let tries = 0; lock === null; tries++)
    try {
      lock = takeLock(lockBeside(path), file);
    } catch (error) {
      if (!(error instanceof OwnedError) || tries === TRIES) throw error;
      Atomics.wait(NEVER, 0, 0, AGAIN_MS);
    }
  try {
    work();
  } finally {
    lock.release();
  }
}

const NEVER = new Int32Array(new SharedArrayBuffer(4));
const AGAIN_MS = 5;
const TRIES = 40;

/** The old text stays until the new one is complete. A part that a killed process left is removed first. */
function replaceText(path: string, text: string): void {
  const part = `${path}.irqdeck-new`;
  const mode = statSync(path, {throwIfNoEntry: false})?.mode;
  rmSync(part, {force: true});
  try {
    writeFileSync(part, text, {flag: 'wx', mode: mode === undefined ? 0o666 : 0o600});
    if (mode !== undefined) chmodSync(part, mode & 0o7777);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, {force: true});
    throw error;
  }
}

function endsTorn(file: string): boolean {
  const fd = openSync(file, 'a+');
  try {
    const {size} = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
  } finally {
    closeSync(fd);
  }
}

const NEWLINE = 10;
