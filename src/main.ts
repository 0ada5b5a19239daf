import {readFileSync} from 'node:fs';
import {openOutput} from './cli/program/output.ts';
import {handleSignals} from './cli/program/process/signals.ts';
import {program} from './cli/program/program.ts';
import {keysOf} from './cli/show/screen/keys.ts';

// The only file that touches the process: its arguments, streams, signals and exit status.

const signals = handleSignals(process);
process.stderr.on('error', () => {});
const output = openOutput(process.stdout);

const status = await program(
  process.argv.slice(2),
  {
    write: output.write,
    abandon: output.abandon,
    say: sentence => process.stderr.write(`${sentence}\n`),
    stdin: () => process.stdin,
    isTTY: process.stdout.isTTY ?? false,
    columns: process.stdout.columns,
    terminal: {
      // Only the getter starts to read: stdin may be a pipe with data for somebody else.
      get stdin() {
        return process.stdin;
      },
      keys: () => keysOf(process.stdin),
      stdout: process.stdout,
      stderr: process.stderr,
      host: process,
    },
    env: process.env,
    signal: signals.signal,
  },
  // src and dist lie beside package.json alike.
  () => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
);
process.exitCode = signals.statusOf(status);
// Node would wait for output that a pipe or terminal does not take, and stdout can not be closed.
if (output.abandoned || process.stdout.writableLength > 0) process.exit();
