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
 * The named scenario: a file (its name has a slash or ends in .yaml or .yml), one of the user's own, or a built-in one; without a name, the
 * default. `commands`: command names, if the name may be a mistyped command. Rejects with a UsageError for an unknown name, and with an
 * InputError for a file with faults.
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

/** Reads and checks a file. Rejects with an InputError. */
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

/** The user's own scenarios: the files in $XDG_DATA_HOME/irqdeck, by file name without extension. */
export async function ownScenarios(env: Environment): Promise<Map<string, string>> {
  const data = env.XDG_DATA_HOME || (env.HOME && join(env.HOME, '.local', 'share'));
  if (!data) return new Map();
  const dir = join(data, 'irqdeck');
  const files = await readdir(dir).catch(() => [] as string[]);
  const own = files.filter(file => /\.ya?ml$/.test(file)).sort();
  return new Map(own.map(file => [basename(file).replace(/\.ya?ml$/, ''), join(dir, file)]));
}
