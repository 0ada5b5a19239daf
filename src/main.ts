import {readFileSync} from 'node:fs';
import {openOutput} from './cli/output.ts';
import {program} from './cli/program.ts';

// The one place that touches the process: its arguments, streams, signals and exit status.

const interruption = new AbortController();
// Once: who interrupts again does not want to wait for the frame in hand.
process.once('SIGINT', () => interruption.abort());
process.stderr.on('error', () => {});
const output = openOutput(process.stdout);

process.exitCode = await program(
  process.argv.slice(2),
  {
    write: output.write,
    abandon: output.abandon,
    say: sentence => process.stderr.write(`${sentence}\n`),
    stdin: () => process.stdin,
    isTTY: process.stdout.isTTY ?? false,
    columns: process.stdout.columns,
    terminal: {stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, host: process},
    env: process.env,
    signal: interruption.signal,
  },
  // src and dist lie beside package.json alike.
  () => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
);
// Node waits for what a pipe does not take, and stdout can not be closed.
if (output.abandoned) process.exit();
