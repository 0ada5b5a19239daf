import {type ArgumentKind, COMMAND_NAMES, COMMANDS, type Command, type CommandName} from '../protocol/command.ts';
import {sanitize} from '../protocol/sanitize.ts';
import {parseTime} from '../protocol/time.ts';
import {BOOT_ENDS, HANGS, type Ns, RESET_METHODS} from '../protocol/words.ts';
import {UsageError, unknownName} from './usage.ts';

/** A command with its time. */
export type Scripted = {t: Ns; command: Command};

/** What can be named in a command. */
export type Names = {[kind in 'domain' | 'device' | 'line']: readonly string[]};

/**
 * A scripted command, sample input `5s hang_domain net`, `9s reset_device eth0 flr`, `4s add_marker it begins`. Throws a
 * UsageError that says how that command is written.
 */
export function parseDo(text: string, names: Names): Scripted {
  const [time = '', name = '', ...words] = text.trim().split(/\s+/);
  const t = parseTime(time);
  if (t === null)
    throw wrong(text, `"${time}" is not a time; it is written 'TIME COMMAND ARGS', as '5s hang_domain net'.`);
  if (name === '')
    throw wrong(text, `the command is missing; it is written 'TIME COMMAND ARGS', as '5s hang_domain net'.`);
  return {t, command: parseCommand(text, name, words, names)};
}

/** How a command is written: `hang_domain DOMAIN [stuck|deaf]`. */
export function commandUsage(name: CommandName): string {
  const args = COMMANDS[name].args.map(arg => (arg.optional ? `[${placeholder(arg.kind)}]` : placeholder(arg.kind)));
  return [name, ...args].join(' ');
}

function wrong(text: string, sentence: string): UsageError {
  return new UsageError(`--do '${text}': ${sentence}`);
}

function parseCommand(text: string, name: string, words: string[], names: Names): Command {
  if (!isCommandName(name)) throw wrong(text, unknownName('command', name, COMMAND_NAMES).message);
  const usage = `it is written ${commandUsage(name)}.`;
  const {args} = COMMANDS[name];
  const command: {[key: string]: unknown} = {command: name};
  for (const {name: key, kind, optional} of args) {
    // A text is the last argument and takes all that is left.
    const word = kind === 'text' ? words.splice(0).join(' ') : words.shift();
    if (word) command[key] = parseArgument(text, kind, word, names);
    else if (!optional) throw wrong(text, `the ${kind} is missing; ${usage}`);
  }
  if (words.length > 0) throw wrong(text, `"${words.join(' ')}" is too much; ${usage}`);
  return command as Command;
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

function parseArgument(text: string, kind: ArgumentKind, word: string, names: Names): string | Ns {
  if (kind === 'domain' || kind === 'device' || kind === 'line') {
    if (!names[kind].includes(word)) throw wrong(text, unknownName(kind, word, names[kind]).message);
    return word;
  }
  const value = kind === 'duration' ? parseTime(word) : kind === 'number' ? numberOf(word) : oneWord(kind, word);
  if (value === null)
    throw wrong(text, `"${word}" is no ${kind}; it is written ${WORDS[kind]?.join('|') ?? placeholder(kind)}.`);
  return value;
}

function numberOf(word: string): number | null {
  return /^\d{1,15}$/.test(word) ? Number(word) : null;
}

function oneWord(kind: ArgumentKind, word: string): string | null {
  const words: readonly string[] | undefined = WORDS[kind];
  if (words !== undefined && !words.includes(word)) return null;
  return sanitize(word);
}

const WORDS: {readonly [kind in ArgumentKind]?: readonly string[]} = {
  hang: HANGS,
  method: RESET_METHODS,
  boots: BOOT_ENDS,
};

function placeholder(kind: ArgumentKind): string {
  if (kind === 'duration') return 'TIME';
  if (kind === 'number') return 'N';
  if (kind === 'hang') return 'HOW';
  return WORDS[kind]?.join('|') ?? kind.toUpperCase();
}
