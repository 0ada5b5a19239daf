import {sanitize} from '../protocol/sanitize.ts';
import {InputError} from '../trace/fault.ts';
import type {Call} from './commands.ts';
import {help} from './help.ts';
import {EXIT, type Io, screenWidth} from './io.ts';
import type {COMMON_OPTIONS} from './options.ts';
import {checkOptions, parse} from './parse.ts';
import {UsageError} from './usage.ts';

/** Carries out a command line; returns the exit status. */
export async function program(argv: readonly string[], io: Io, version: () => string): Promise<number> {
  let verbose = false;
  try {
    const {row, call} = parse(argv);
    const options: Call<typeof COMMON_OPTIONS>['options'] = call.options;
    verbose = options.verbose ?? false;
    if (options.version) return await print(`irqdeck ${version()}\n`, io);
    if (options.help) return await print(help(row, call.implied, screenWidth(io)), io);
    await checkOptions(row, call.options);
    const execute = await row.load();
    return await execute(call, io);
  } catch (error) {
    return explain(error, verbose, io);
  }
}

async function print(text: string, io: Io): Promise<number> {
  await io.write(text);
  return EXIT.done;
}

const MAX_SENTENCE = 2000;

/** What was typed comes back in these sentences, so they are made safe to show. */
function explain(error: unknown, verbose: boolean, io: Io): number {
  const message = error instanceof Error ? error.message : String(error);
  const status = statusOf(error);
  const expected = status !== EXIT.error;
  io.say(`irqdeck: ${sanitize(message, MAX_SENTENCE)}${expected || verbose ? '' : ' (-v tells where)'}`);
  if (!expected && verbose && error instanceof Error && error.stack) io.say(error.stack);
  return status;
}

function statusOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof InputError ? EXIT.input : EXIT.error;
}
