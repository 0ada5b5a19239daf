import {
  type ArgumentKind,
  COMMAND_NAMES,
  COMMANDS,
  type Command,
  type CommandName,
} from '../../protocol/command/command.ts';
import {sanitize} from '../../protocol/sanitize.ts';
import {commandFault} from '../../protocol/shape/command-shapes.ts';
import {parseTime} from '../../protocol/time.ts';
import {BOOT_ENDS, HANGS, type Ns, RESET_METHODS} from '../../protocol/words.ts';
import {absent} from './nearest.ts';

// Commands as people write them, made from the table of commands. Sample input: `hang_domain net`, `reset_device eth0 flr`,
// `add_marker it begins`.

/** The objects that a command can name. */
export type Names = {[kind in 'domain' | 'device' | 'line']: readonly string[]};

/** Either a command, or one sentence about what is wrong with it. `incomplete`: only its last arguments are missing. */
export type ReadCommand = {readonly command: Command} | {readonly fault: string; readonly incomplete?: true};

export function readCommand(text: string, names: Names): ReadCommand {
  const [name = '', ...words] = text.trim().split(/\s+/);
  if (!isCommandName(name)) return {fault: absent('command', name, COMMAND_NAMES)};
  const usage = `write ${commandUsage(name)}.`;
  const command: {[key: string]: unknown} = {command: name};
  for (const {name: key, kind, optional} of COMMANDS[name].args) {
    // A text is the last argument and takes all that is left.
    const word = kind === 'text' ? words.splice(0).join(' ') : words.shift();
    if (!word && !optional) return {fault: `the ${kind} is missing; ${usage}`, incomplete: true};
    const read = word ? readArgument(kind, word, names) : null;
    if (typeof read === 'object' && read !== null) return read;
    if (read !== null) command[key] = read;
  }
  if (words.length > 0) return {fault: `unexpected "${words.join(' ')}"; ${usage}`};
  const fault = commandFault(command);
  return fault === null ? {command: command as Command} : {fault: `${fault}.`};
}

/** How a command is written: `hang_domain DOMAIN [stuck|deaf]`. */
export function commandUsage(name: CommandName): string {
  const args = COMMANDS[name].args.map(arg => (arg.optional ? `[${placeholder(arg.kind)}]` : placeholder(arg.kind)));
  return [name, ...args].join(' ');
}

/** The words that the last word of a text, perhaps still empty, can be completed to. */
export function completions(text: string, names: Names): readonly string[] {
  const [name, ...words] = text.trimStart().split(/\s+/);
  if (words.length === 0) return COMMAND_NAMES.filter(each => each.startsWith(name));
  if (!isCommandName(name)) return [];
  const kind = COMMANDS[name].args[words.length - 1]?.kind;
  return kind ? wordsOf(kind, names).filter(each => each.startsWith(words.at(-1)!)) : [];
}

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

function readArgument(kind: ArgumentKind, word: string, names: Names): string | Ns | {fault: string} {
  if (kind === 'domain' || kind === 'device' || kind === 'line')
    return names[kind].includes(word) ? word : {fault: absent(kind, word, names[kind])};
  const value = kind === 'duration' ? parseTime(word) : kind === 'number' ? numberOf(word) : oneWord(kind, word);
  const written = WORDS[kind]?.join('|') ?? placeholder(kind);
  return value ?? {fault: `the ${kind} can not be "${word}"; write ${written}.`};
}

function numberOf(word: string): number | null {
  return /^\d{1,15}$/.test(word) ? Number(word) : null;
}

function oneWord(kind: ArgumentKind, word: string): string | null {
  const words: readonly string[] | undefined = WORDS[kind];
  return words !== undefined && !words.includes(word) ? null : sanitize(word);
}

const WORDS: {readonly [kind in ArgumentKind]?: readonly string[]} = {
  hang: HANGS,
  method: RESET_METHODS,
  boots: BOOT_ENDS,
};

function wordsOf(kind: ArgumentKind, names: Names): readonly string[] {
  return kind === 'domain' || kind === 'device' || kind === 'line' ? names[kind] : (WORDS[kind] ?? []);
}

function placeholder(kind: ArgumentKind): string {
  if (kind === 'duration') return 'TIME';
  if (kind === 'number') return 'N';
  if (kind === 'hang') return 'HOW';
  return WORDS[kind]?.join('|') ?? kind.toUpperCase();
}
