import type {Header} from '../protocol/record/header.ts';
import {SCENARIOS} from '../scenario/catalogue.ts';
import type {Document} from '../scenario/format/document.ts';
import type {Plain} from '../scenario/read/repeat.ts';
import {type Scenario, scenarioOf} from '../scenario/scenario.ts';
import {InputError} from '../trace/fault.ts';
import {faultSentence} from './fault-sentence.ts';
import type {Settings} from './settings.ts';
import {UsageError} from './usage.ts';

/** A scenario before its values are set; what its file says and where that is, where it is not a built-in one. */
export type FoundScenario = {document: Document; file?: Plain; path?: string};

/** The scenario with its values set. Throws a UsageError about the first setting that can not be. */
export async function withParameters({document, file}: FoundScenario, {parameters}: Settings): Promise<Scenario> {
  if (parameters.length === 0) return {...scenarioOf(document), file};
  // Reads values as the file has them, which needs the schema: 0.1 s that nobody else should wait for.
  const {setParameters} = await import('../scenario/format/settings.ts');
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

async function readAgain(file: Plain): Promise<FoundScenario> {
  const {readDocument} = await import('../scenario/read/read.ts');
  const read = readDocument(JSON.stringify(file));
  if (read.faults === undefined) return read;
  throw new InputError(`its scenario is faulty: ${faultSentence(read.faults[0])}`);
}
