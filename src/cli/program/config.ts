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
import type {OptionRow, Values} from './options/option-table.ts';
import {LINES_OPTIONS, RUN_OPTIONS, SCREEN_OPTIONS} from './options/options.ts';

// The configuration of the screen: `$XDG_CONFIG_HOME/irqdeck/config.yaml`. Its keys are long names of options, read as on the
// command line, which goes before it; and `keys`, by which one key does what another does. Frames do not depend on it.
//
//   theme: safe
//   sort: rate
//   keys: {ctrl-q: q, w: '}'}

const SETTINGS = {...SCREEN_OPTIONS, ...LINES_OPTIONS, color: RUN_OPTIONS.color} as const;

export type Config = Values<typeof SETTINGS> & {keys?: {readonly [pressed: string]: string}};

/** Where the configuration stands, whether there is one or not. */
function configFile(env: Io['env']): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'irqdeck/config.yaml');
}

/** What is configured; nothing where there is no file; patterns must have been loaded. Throws an InputError with file, line and what can be written there. */
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
  if (!isPlain(value)) throw fail([], 'a configuration is written as name: value, a line each');
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

/** As the option reads it; a flag is true or false. */
function settingOf({parse, check}: OptionRow, given: unknown, fail: (sentence: string) => Error): unknown {
  if (parse === undefined) {
    if (typeof given === 'boolean') return given;
    throw fail('it is true or false');
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
  if (!isPlain(given)) throw fail(['keys'], 'keys are written as PRESSED: AS, as ctrl-q: q');
  const names = KEYS.flatMap(({keys}) => keys);
  for (const [pressed, as] of Object.entries(given)) {
    if (!isKeyName(pressed) || pressed === 'ctrl-c')
      throw fail(['keys', pressed], `"${pressed}" is no key that can be given another meaning`);
    if (!names.includes(String(as)))
      throw fail(['keys', pressed], `"${as}" is no key that does anything; see irqdeck list keys`, undefined, false);
  }
  return Object.fromEntries(Object.entries(given).map(([pressed, as]) => [pressed, String(as)]));
}

/** Writes how the screen stands into the configuration, and leaves all else in it as it is. Returns what to tell the user. */
export function writeConfig(env: Io['env'], ui: UiState): string {
  const file = configFile(env);
  try {
    changeFile(file, textOf, text => withSettings(text, ui));
    return `view, order and columns are written to ${file}`;
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

/** As the options are written; `null`: as it is without. */
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
