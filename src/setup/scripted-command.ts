import {type Names, readCommand} from '../model/words/command-line.ts';
import type {Command} from '../protocol/command/command.ts';
import {parseTime} from '../protocol/time.ts';
import type {Ns} from '../protocol/words.ts';
import {UsageError} from './usage.ts';

/** A command and its time. */
export type ScriptedCommand = {t: Ns; command: Command};

/**
 * Parses the argument of `--do`. Sample input: `5s hang_domain net`, `9s reset_device eth0 flr`, `4s add_marker it begins`. Throws a
 * UsageError with the syntax of the command.
 */
export function parseScriptedCommand(text: string, names: Names): ScriptedCommand {
  const [, time = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(text)!;
  const t = parseTime(time);
  if (t === null)
    throw wrong(text, `"${time}" is not a time; write 'TIME COMMAND ARGS', for example '5s hang_domain net'.`);
  if (rest.trim() === '')
    throw wrong(text, `the command is missing; write 'TIME COMMAND ARGS', for example '5s hang_domain net'.`);
  const read = readCommand(rest, names);
  if ('fault' in read) throw wrong(text, read.fault);
  return {t, command: read.command};
}

function wrong(text: string, sentence: string): UsageError {
  return new UsageError(`--do '${text}': ${sentence}`);
}
