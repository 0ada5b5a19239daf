// npm run hashes [-- --update]: the hash of the set on the Nodes that irqdeck runs on. They come from npm, as packages of their own.
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const VERSIONS = ['22', '24', '26'];
const EXPECTED = new URL('expected.txt', import.meta.url);
const PRINT = fileURLToPath(new URL('print.ts', import.meta.url));

const expected = readFileSync(EXPECTED, 'utf8').trim();
const found = VERSIONS.map(hashOn);
const [{hash}] = found;
const agree = found.every(each => each.hash === hash);
if (process.argv.includes('--update') && agree && hash !== null) writeFileSync(EXPECTED, `${hash}\n`);
else if (!agree || hash !== expected) process.exitCode = 1;

function hashOn(version: string): {hash: string | null} {
  const node = `node-${process.platform}-${process.arch}@${version}`;
  const argv = ['exec', '--yes', `--package=${node}`, '--', 'node', PRINT];
  const {status, stdout, stderr} = spawnSync('npm', argv, {encoding: 'utf8'});
  const [, runs, hash] = /^v(\S+) ([0-9a-f]{64})$/m.exec(stdout) ?? [];
  if (status !== 0 || !runs?.startsWith(`${version}.`)) {
    console.log(`Node ${version}: could not be run: ${(stderr || stdout).trim().split('\n').at(-1)}`);
    return {hash: null};
  }
  console.log(`Node ${runs}: ${hash} ${hash === expected ? 'as expected' : `for ${expected}`}`);
  return {hash};
}
