#!/usr/bin/env node
// Checks the Node version first, because an old Node could not even parse the program; then loads it.
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  const pinned = existsSync(fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url)));
  const remedy = pinned ? 'run it as `npx irqdeck …`, which uses the Node pinned here' : 'install a newer Node';
  process.stderr.write(`irqdeck needs Node 22.18 or newer and this is ${process.versions.node}: ${remedy}.\n`);
  process.exit(1);
}
// Node opens its debugger's port on this signal, unless the signal has a listener; the program has its own one later.
process.on('SIGUSR1', () => {
  if (process.listenerCount('SIGUSR1') > 1) return;
  process.removeAllListeners('SIGUSR1');
  process.kill(process.pid, 'SIGUSR1');
});
// The signal came before that line: the port is closed again, and the signal has its default effect.
const asked = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some(option => option.includes('--inspect'));
const endWithDebugger = () => {
  const inspector = process.getBuiltinModule('node:inspector');
  if (!inspector.url()) return;
  inspector.close();
  process.kill(process.pid, 'SIGUSR1');
};
if (!asked) {
  endWithDebugger();
  setImmediate(endWithDebugger);
}
process.env.NODE_ENV ??= 'production';
await import('../dist/main.js');
