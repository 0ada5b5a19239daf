import {UsageError} from '../../setup/usage.ts';
import {WriteError} from '../../store/why.ts';
import {InputError} from '../../trace/fault.ts';
import type {Call} from './command.ts';
import {help} from './help.ts';
import {EXIT, type Io, type ProcessStreams, screenWidth} from './io.ts';
import type {COMMON_OPTIONS} from './options/shared-options.ts';
import {checkOptions, parse} from './parse.ts';
import {printing} from './print.ts';

/** Runs a command line; returns the exit status. */
export async function program(
  argv: readonly string[],
  streams: ProcessStreams,
  version: () => string,
): Promise<number> {
  const io = printing(streams);
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

function explain(error: unknown, verbose: boolean, io: Io): number {
  const message = error instanceof Error ? error.message : String(error);
  const status = statusOf(error);
  const expected = status !== EXIT.error || error instanceof WriteError;
  io.say(`irqdeck: ${message}${expected || verbose ? '' : ' (-v shows where)'}`);
  if (!expected && verbose && error instanceof Error) for (const line of error.stack?.split('\n') ?? []) io.say(line);
  return status;
}

function statusOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof InputError ? EXIT.input : EXIT.error;
}
