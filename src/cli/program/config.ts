import {homedir} from 'node:os';
import {join} from 'node:path';
import {Document, parseDocument} from 'yaml';
import {isPlain} from '../../scenario/read/repeat.ts';
import {parseYaml} from '../../scenario/read/yaml.ts';
import {faultyFile} from '../../setup/faulty-file.ts';
import {readTextNow, unreadable} from '../../setup/read-text.ts';
import {UsageError} from '../../setup/usage.ts';
import {changeFile} from '../../store/files.ts';
import {InputError} from '../../trace/fault.ts';
import {isKeyName} from '../../ui/keys/key-names.ts';
import {KEYS} from '../../ui/keys/keymap.ts';
import type {UiState} from '../../ui/scene/ui-state.ts';
import type {Io} from './io.ts';
import type {OptionRow, Values} from './options/option-row.ts';
import {RUN_OPTIONS} from './options/run-options.ts';
import {LINES_OPTIONS, SCREEN_OPTIONS} from './options/shared-options.ts';

// The configuration of the screen: `$XDG_CONFIG_HOME/irqdeck/config.yaml`. Its keys are long option names, with values as on the
// command line, which has priority; and `keys`, which gives a key the action of another key. It does not affect batch output.
//
//   theme: safe
//   sort: rate
//   keys: {ctrl-q: q, w: '}'}

const SETTINGS = {...SCREEN_OPTIONS, ...LINES_OPTIONS, color: RUN_OPTIONS.color} as const;

export type Config = Values<typeof SETTINGS> & {keys?: {readonly [pressed: string]: string}};

/** The path of the configuration; the file may not exist. */
function configFile(env: Io['env']): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'irqdeck/config.yaml');
}

/** Reads the configuration; empty if there is no file. Patterns must be loaded. Throws an InputError with file, line and the possible values. */
export function readConfig(env: Io['env']): Config {
  const file = configFile(env);
  const text = attempt(file);
  if (text === null) return {};
  const {value, faults, placeOf} = parseYaml(text);
  if (faults.length > 0)
    throw faultyFile(
      file,
      faults.map(({place, sentence}) => ({...place, sentence})),
    );
  if (value === null || value === undefined) return {};
  const fail = (path: string[], sentence: string, existing?: readonly string[], atKey = true) =>
    faultyFile(file, [{...placeOf(path, atKey), sentence, ...(existing && {unknown: {name: path.at(-1)!, existing}})}]);
  if (!isPlain(value)) throw fail([], 'a configuration has lines of the form name: value');
  const config: {[name: string]: unknown} = {};
  for (const [name, given] of Object.entries(value)) {
    if (name === 'keys') config.keys = keysOf(given, fail);
    else if (!Object.hasOwn(SETTINGS, name))
      throw fail([name], `there is no setting "${name}"`, [...Object.keys(SETTINGS), 'keys']);
    else
      config[name] = settingOf(SETTINGS[name as keyof typeof SETTINGS], given, sentence =>
        fail([name], `${name}: ${sentence}`, undefined, false),
      );
  }
  return config;
}

function attempt(file: string): string | null {
  try {
    return textOf(file);
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(file, error as NodeJS.ErrnoException);
  }
}

type Fail = (path: string[], sentence: string, existing?: readonly string[], atKey?: boolean) => Error;

/** The value as the option parses it; a flag is true or false. */
function settingOf({parse, check}: OptionRow, given: unknown, fail: (sentence: string) => Error): unknown {
  if (parse === undefined) {
    if (typeof given === 'boolean') return given;
    throw fail('write true or false');
  }
  try {
    const value = parse(Array.isArray(given) ? given.join(',') : String(given));
    check?.(value as never);
    return value;
  } catch (error) {
    throw error instanceof UsageError ? fail(error.message.replace(/\.$/, '')) : error;
  }
}

function keysOf(given: unknown, fail: Fail): Config['keys'] {
  if (!isPlain(given)) throw fail(['keys'], 'write keys as PRESSED: AS, for example ctrl-q: q');
  const names = KEYS.flatMap(({keys}) => keys);
  for (const [pressed, as] of Object.entries(given)) {
    if (!isKeyName(pressed) || pressed === 'ctrl-c')
      throw fail(['keys', pressed], `"${pressed}" is not a key that can be redefined`);
    if (!names.includes(String(as)))
      throw fail(['keys', pressed], `"${as}" is not a key with an action; see irqdeck list keys`, undefined, false);
  }
  return Object.fromEntries(Object.entries(given).map(([pressed, as]) => [pressed, String(as)]));
}

/** Writes the view, order and columns of the screen into the configuration; the rest of the file stays. Returns a message for the user. */
export function writeConfig(env: Io['env'], ui: UiState): string {
  const file = configFile(env);
  try {
    changeFile(file, textOf, text => withSettings(text, ui));
    return `view, order and columns were written to ${file}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function withSettings(text: string | null, ui: UiState): string {
  const document = text === null ? new Document({}) : parseDocument(text);
  if (document.contents === null) document.contents = new Document({}).contents;
  for (const [name, value] of Object.entries(settingsOf(ui))) {
    if (value === null) document.delete(name);
    else document.set(name, value);
  }
  return document.toString();
}

/** The values in the form of the options; `null`: the default. */
function settingsOf({view, sort, threshold, cpus, columns}: UiState): {
  [name in keyof typeof SETTINGS]?: string | number | null;
} {
  const order = `${sort.reverse ? '!' : ''}${sort.column}`;
  return {
    view: view === 'lines' ? null : view,
    sort: order === 'irq' ? null : order,
    threshold,
    cpus: cpus === 'auto' ? null : typeof cpus === 'string' ? cpus : cpus.join(','),
    columns: columns?.join(',') ?? null,
  };
}

function textOf(file: string): string | null {
  try {
    return readTextNow(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
