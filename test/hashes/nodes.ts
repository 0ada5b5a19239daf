// npm run hashes: the hash of the set on the Nodes that irqdeck runs on. They come from npm, as packages of their own.
import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const VERSIONS = ['22', '24', '26'];
const PRINT = fileURLToPath(new URL('print.ts', import.meta.url));

const hashes = VERSIONS.map(hashOn);
if (hashes.some(hash => hash === null || hash !== hashes[0])) {
  console.log('They differ, or some could not be run.');
  process.exitCode = 1;
}

function hashOn(version: string): string | null {
  const node = `node-${process.platform}-${process.arch}@${version}`;
  const argv = ['exec', '--yes', `--package=${node}`, '--', 'node', PRINT];
  const {status, stdout, stderr} = spawnSync('npm', argv, {encoding: 'utf8'});
  const [, runs, hash] = /^v(\S+) ([0-9a-f]{64})$/m.exec(stdout) ?? [];
  if (status !== 0 || !runs?.startsWith(`${version}.`)) {
    console.log(`Node ${version}: could not be run: ${(stderr || stdout).trim().split('\n').at(-1)}`);
    return null;
  }
  console.log(`Node ${runs}: ${hash}`);
  return hash;
}
