import {readdir} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {POLICIES} from '../machine/policy/policy.ts';
import type {Header} from '../protocol/header.ts';
import {BUILT_IN, SCENARIOS} from '../scenario/catalogue.ts';
import type {Document} from '../scenario/document.ts';
import type {Plain} from '../scenario/repeat.ts';
import {type Scenario, scenarioOf} from '../scenario/scenario.ts';
import {InputError} from '../trace/fault.ts';
import {COMMAND_ROWS} from './commands.ts';
import {faultSentence, faultyFile} from './faults.ts';
import type {Io} from './io.ts';
import {readText} from './read-text.ts';
import type {Settings} from './settings.ts';
import {UsageError, unknownName} from './usage.ts';

type Env = Io['env'];

/** A scenario before its values are set; what its file says and where that is, where it is not a built-in one. */
export type Found = {document: Document; file?: Plain; path?: string};

/**
 * The scenario that is meant: a file (it ends in .yaml or has a slash), one of the user's own by its name, a built-in one, else the
 * default. Throws a UsageError for a name that does not exist, an InputError for a file with faults. `implied`: it may have been
 * meant as a command.
 */
export async function findScenario(name: string | undefined, env: Env, implied = false): Promise<Found> {
  if (name === undefined) return {document: SCENARIOS[0].document};
  if (/[/\\]|\.ya?ml$/.test(name)) return readScenarioFile(name);
  const own = await ownScenarios(env);
  if (own.has(name)) return readScenarioFile(own.get(name)!);
  const builtIn = SCENARIOS.find(each => each.name === name);
  if (builtIn) return {document: builtIn.document};
  const scenarios = [...own.keys(), ...BUILT_IN];
  if (!implied) throw unknownName('scenario', name, scenarios);
  throw unknownName('command or scenario', name, [...COMMAND_ROWS.map(row => row.name), ...scenarios]);
}

/** The scenario with its values set. Throws a UsageError about the first setting that can not be. */
export async function withParameters({document, file}: Found, {parameters}: Settings): Promise<Scenario> {
  if (parameters.length === 0) return {...scenarioOf(document), file};
  // Reads values as the file has them, which needs the schema: 0.1 s that nobody else should wait for.
  const {setParameters} = await import('../scenario/settings.ts');
  const set = setParameters(document, parameters);
  if ('document' in set) {
    const settings = Object.fromEntries(parameters.map(({key, text}) => [key, text]));
    return {...scenarioOf(set.document), file, settings};
  }
  const told = set.at === null ? parameters : [parameters[set.at]];
  const settings = told.map(({key, text}) => `--set ${key}=${text}`).join(' ');
  throw new UsageError(`${settings}: ${faultSentence(set.fault)}.`.replace('?.', '?'));
}

/** The scenario that a recording's header tells of. Throws an InputError when it is not known here. */
export async function scenarioOfHeader({scenario: name, scenarioFile, settings = {}}: Header): Promise<Scenario> {
  const found = scenarioFile ? await readAgain(scenarioFile) : SCENARIOS.find(each => each.name === name);
  if (!found) throw new InputError(`its scenario, ${name ?? 'which it does not name'}, is none that there is here`);
  const parameters = Object.entries(settings).map(([key, text]) => ({key, text: String(text)}));
  const file = scenarioFile && {...scenarioFile};
  return withParameters({document: found.document, file}, {mechanisms: [], parameters});
}

async function readAgain(file: Plain): Promise<Found> {
  const {readDocument} = await import('../scenario/read.ts');
  const read = readDocument(JSON.stringify(file));
  if (read.faults === undefined) return read;
  throw new InputError(`its scenario is faulty: ${faultSentence(read.faults[0])}`);
}

/** A scenario's file, read and checked. Throws an InputError. */
export async function readScenarioFile(file: string): Promise<Found> {
  const text = await readText(file);
  const {readDocument} = await import('../scenario/read.ts');
  const read = readDocument(
    text,
    POLICIES.map(({name}) => name),
  );
  if (read.faults !== undefined) throw faultyFile(file, read.faults);
  return {document: read.document, file: read.file, path: file};
}

/** The user's own scenarios: files in $XDG_DATA_HOME/irqdeck, by the name of their file. */
export async function ownScenarios(env: Env): Promise<Map<string, string>> {
  const data = env.XDG_DATA_HOME || (env.HOME && join(env.HOME, '.local', 'share'));
  if (!data) return new Map();
  const dir = join(data, 'irqdeck');
  const files = await readdir(dir).catch(() => [] as string[]);
  const own = files.filter(file => /\.ya?ml$/.test(file)).sort();
  return new Map(own.map(file => [basename(file).replace(/\.ya?ml$/, ''), join(dir, file)]));
}
