import {enumerate} from '../../../model/words/nearest.ts';
import {counted} from '../../../model/words/numbers.ts';
import type {Scenario} from '../../../scenario/scenario.ts';
import {ownScenarios} from '../../../setup/find-scenario.ts';
import {MECHANISMS} from '../../../setup/mechanisms.ts';
import {scenarioNames} from '../../../setup/names.ts';
import {readText} from '../../../setup/read-text.ts';
import {unknownName} from '../../../setup/usage.ts';
import type {Io} from '../../program/io.ts';
import type {ListEntry} from './list-kind.ts';

// Lists of things that a user can run, change or write. The code that knows them is loaded only when they are listed.

export async function scenarios({env}: Io): Promise<ListEntry[]> {
  const {SCENARIOS} = await import('../../../scenario/catalogue.ts');
  const own = await ownScenarios(env);
  const builtIn = SCENARIOS.filter(({name}) => !own.has(name)).map(({scenario}) => scenarioEntry(scenario));
  return [...builtIn, ...[...own].map(([name, file]): ListEntry => ({name, title: file, fields: {file}}))];
}

function scenarioEntry(scenario: Scenario): ListEntry {
  const {name, title, policy, machine} = scenario;
  const {domain: domains, device: devices, line: lines} = scenarioNames(scenario);
  const notes = [
    `${counted(machine.cpus, 'CPU')}, ${counted(lines.length, 'line')}, ${counted(devices.length, 'device')}, policy ${policy}`,
    `domains ${enumerate(domains)}`,
  ];
  return {name, title, notes, fields: {policy, domains, devices, lines}};
}

export async function scenarioFile(name: string, {env}: Io): Promise<string> {
  const {BUILT_IN, builtInText} = await import('../../../scenario/catalogue.ts');
  const own = await ownScenarios(env);
  if (own.has(name)) return readText(own.get(name)!);
  if (BUILT_IN.some(each => each === name)) return builtInText(name);
  throw unknownName('scenario', name, [...BUILT_IN, ...own.keys()]);
}

export async function drills(): Promise<ListEntry[]> {
  const {BUILT_IN_DRILLS} = await import('../../../drill/catalogue.ts');
  const {findDrill} = await import('../../../stage/find-drill.ts');
  const found = await Promise.all(BUILT_IN_DRILLS.map(findDrill));
  return found.map(({drill: {drill: name, title, level, scenario, policy}}) => {
    const notes = [`${level}, on ${scenario} under ${policy}`];
    return {name, title, notes, fields: {level, scenario, policy}};
  });
}

export async function drillFile(name: string): Promise<string> {
  const {BUILT_IN_DRILLS, builtInDrillText} = await import('../../../drill/catalogue.ts');
  if (!BUILT_IN_DRILLS.includes(name)) throw unknownName('drill', name, BUILT_IN_DRILLS);
  return builtInDrillText(name);
}

export async function policies(): Promise<ListEntry[]> {
  const {POLICIES} = await import('../../../machine/policy/policy.ts');
  return POLICIES.map(({name, title, about, assumes, source}) => {
    const notes = [...about, `assumes: ${assumes.join(', ') || 'nothing'}`, `from: ${source}`];
    return {name, title, notes, fields: {about, assumes, source}};
  });
}

export async function settings(): Promise<ListEntry[]> {
  const {parameterUsages} = await import('../../../scenario/format/settings.ts');
  const mechanisms = Object.entries(MECHANISMS).map(([key, {usage, title}]) => ({usage: `${key}=${usage}`, title}));
  return [...mechanisms, ...parameterUsages()].map(({usage, title}) => {
    const name = usage.slice(0, usage.indexOf('='));
    return {name, title, usage, fields: {usage}};
  });
}

/** File formats, each with the function that makes its schema. */
const SCHEMAS: {readonly [name: string]: () => Promise<object>} = {
  scenario: async () => (await import('../../../scenario/format/schema.ts')).jsonSchema(),
  drill: async () => (await import('../../../drill/file/schema.ts')).drillSchema(),
};

export async function schemas(): Promise<ListEntry[]> {
  return Object.keys(SCHEMAS).map(name => ({
    name,
    title: `the YAML of a ${name}; irqdeck list schemas ${name} prints it`,
  }));
}

export async function schemaFile(name: string): Promise<string> {
  if (!Object.hasOwn(SCHEMAS, name)) throw unknownName('schema', name, Object.keys(SCHEMAS));
  return `${JSON.stringify(await SCHEMAS[name](), null, 2)}\n`;
}
