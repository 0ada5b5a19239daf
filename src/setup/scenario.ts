import type {Header} from '../protocol/record/header.ts';
import {SCENARIOS} from '../scenario/catalogue.ts';
import type {Document} from '../scenario/format/document.ts';
import type {Plain} from '../scenario/read/repeat.ts';
import {type Scenario, scenarioOf} from '../scenario/scenario.ts';
import {InputError} from '../trace/fault.ts';
import {faultSentence} from './fault-sentence.ts';
import type {Settings} from './settings.ts';
import {UsageError} from './usage.ts';

/** A scenario before `--set` is applied. `file` and `path`: the data and the place of its file, if it is not built in. */
export type FoundScenario = {document: Document; file?: Plain; path?: string};

/** Applies the values of `--set`. Rejects with a UsageError for the first one that is not possible. */
export async function withParameters({document, file}: FoundScenario, {parameters}: Settings): Promise<Scenario> {
  if (parameters.length === 0) return {...scenarioOf(document), file};
  // This reads values as in the file, with the schema, which takes 0.1 s to load; so it is loaded only here.
  const {setParameters} = await import('../scenario/format/settings.ts');
  const set = setParameters(document, parameters);
  if ('document' in set) {
    const settings = Object.fromEntries(parameters.map(({key, text}) => [key, text]));
    return {...scenarioOf(set.document), file, settings};
  }
  const wrong = set.at === null ? parameters : [parameters[set.at]];
  const settings = wrong.map(({key, text}) => `--set ${key}=${text}`).join(' ');
  throw new UsageError(`${settings}: ${faultSentence(set.fault)}.`.replace('?.', '?'));
}

/** The scenario of a recording. Rejects with an InputError if this version does not have it. */
export async function scenarioOfHeader({scenario: name, scenarioFile, settings = {}}: Header): Promise<Scenario> {
  const found = scenarioFile ? await readAgain(scenarioFile) : SCENARIOS.find(each => each.name === name);
  if (!found) throw new InputError(name === undefined ? 'its header names no scenario' : `unknown scenario ${name}`);
  const parameters = Object.entries(settings).map(([key, text]) => ({key, text: String(text)}));
  const file = scenarioFile && {...scenarioFile};
  return withParameters({document: found.document, file}, {mechanisms: [], parameters});
}

async function readAgain(file: Plain): Promise<FoundScenario> {
  const {readDocument} = await import('../scenario/read/read.ts');
  const read = readDocument(JSON.stringify(file));
  if (read.faults === undefined) return read;
  throw new InputError(`its scenario has a fault: ${faultSentence(read.faults[0])}`);
}
