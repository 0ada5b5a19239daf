import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from 'vitest';
import {irqdeck} from '../helpers/io.ts';

/** A folder for the tests of a file, and the output of check for a file in it with this content. */
export function openCheck() {
  const dir = mkdtempSync(join(tmpdir(), 'irqdeck-check-'));
  afterAll(() => rmSync(dir, {recursive: true}));

  async function check(content: string | Uint8Array, ...options: string[]): Promise<[status: number, says: string]> {
    const file = join(dir, 'file');
    writeFileSync(file, content);
    const {status, stdout, stderr} = await irqdeck(['check', file, ...options]);
    return [status, (stdout + stderr).replaceAll(file, 'FILE').trimEnd()];
  }
  return {dir, check};
}
