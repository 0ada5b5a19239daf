import {readdir} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {POLICIES} from '../machine/policy/policy.ts';
import {BUILT_IN, SCENARIOS} from '../scenario/catalogue.ts';
import type {Environment} from '../store/state-folder.ts';
import {faultyFile} from './faulty-file.ts';
import {readText} from './read-text.ts';
import type {FoundScenario} from './scenario.ts';
import {unknownName} from './usage.ts';

/**
 * The scenario that is meant: a file (it ends in .yaml or has a slash), one of the user's own by its name, a built-in one, else the
 * default. Throws a UsageError for a name that does not exist, an InputError for a file with faults. `commands`: names of commands, where it may have been
 * meant as one.
 */
export async function findScenario(
  name: string | undefined,
  env: Environment,
  commands: readonly string[] = [],
): Promise<FoundScenario> {
  if (name === undefined) return {document: SCENARIOS[0].document};
  if (/[/\\]|\.ya?ml$/.test(name)) return readScenarioFile(name);
  const own = await ownScenarios(env);
  if (own.has(name)) return readScenarioFile(own.get(name)!);
  const builtIn = SCENARIOS.find(each => each.name === name);
  if (builtIn) return {document: builtIn.document};
  const scenarios = [...own.keys(), ...BUILT_IN];
  if (commands.length === 0) throw unknownName('scenario', name, scenarios);
  throw unknownName('command or scenario', name, [...commands, ...scenarios]);
}

/** A scenario's file, read and checked. Throws an InputError. */
async function readScenarioFile(file: string): Promise<FoundScenario> {
  const text = await readText(file);
  const {readDocument} = await import('../scenario/read/read.ts');
  const read = readDocument(
    text,
    POLICIES.map(({name}) => name),
  );
  if (read.faults !== undefined) throw faultyFile(file, read.faults);
  return {document: read.document, file: read.file, path: file};
}

/** The user's own scenarios: files in $XDG_DATA_HOME/irqdeck, by the name of their file. */
export async function ownScenarios(env: Environment): Promise<Map<string, string>> {
  const data = env.XDG_DATA_HOME || (env.HOME && join(env.HOME, '.local', 'share'));
  if (!data) return new Map();
  const dir = join(data, 'irqdeck');
  const files = await readdir(dir).catch(() => [] as string[]);
  const own = files.filter(file => /\.ya?ml$/.test(file)).sort();
  return new Map(own.map(file => [basename(file).replace(/\.ya?ml$/, ''), join(dir, file)]));
}
