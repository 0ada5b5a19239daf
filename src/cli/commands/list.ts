import type {FieldKind} from '../../model/frame/condition-fields.ts';
import {commandUsage} from '../../model/words/command-line.ts';
import {enumerate} from '../../model/words/nearest.ts';
import {counted} from '../../model/words/numbers.ts';
import {COMMAND_NAMES, COMMANDS} from '../../protocol/command/command.ts';
import {ALERTS} from '../../protocol/frame/frame.ts';
import {FACTS} from '../../protocol/record/fact.ts';
import {STEPS} from '../../protocol/record/step.ts';
import type {Scenario} from '../../scenario/scenario.ts';
import {ownScenarios} from '../../setup/find-scenario.ts';
import {MECHANISMS} from '../../setup/mechanisms.ts';
import {scenarioNames} from '../../setup/names.ts';
import {readText} from '../../setup/read-text.ts';
import {UsageError, unknownName} from '../../setup/usage.ts';
import {COLUMNS, THEMES, VIEWS} from '../../ui/scene/option-names.ts';
import type {Call} from '../program/command.ts';
import {EXIT, type Io, screenWidth} from '../program/io.ts';
import type {LIST_OPTIONS} from '../program/options/options.ts';
import {THREAD_CLAIMS} from '../show/lists/thread-claims.ts';
import {described} from '../show/text.ts';

/** One thing that can be listed. */
type Entry = {
  name: string;
  title: string;
  /** How it is written, where that is more than its name. */
  usage?: string;
  /** More lines for a person. */
  notes?: string[];
  /** More fields for `--json`. */
  fields?: {[name: string]: unknown};
};
type Kind = {
  name: string;
  title: string;
  entries(io: Io): Promise<Entry[]>;
  /** One of them, as a file. */
  file?(name: string, io: Io): Promise<string>;
};

/** `irqdeck list [KIND] [NAME]`. */
export async function list({argument, second, options}: Call<typeof LIST_OPTIONS>, io: Io): Promise<number> {
  if (second !== undefined) return printFile(argument!, second, io);
  const entries = argument === undefined ? await kinds(io) : await kindNamed(argument).entries(io);
  if (options.json) await io.write({json: entries.map(json).join('')});
  else await io.write(`${plain(entries, screenWidth(io)).join('\n')}\n`);
  return EXIT.done;
}

const KINDS: readonly Kind[] = [
  {name: 'scenarios', title: 'what can be simulated', entries: scenarios, file: scenarioFile},
  {name: 'drills', title: 'what can be trained', entries: drills, file: drillFile},
  {name: 'policies', title: 'who may unmask a line when, and what happens when nobody does', entries: policies},
  {
    name: 'settings',
    title: 'what --set can change: mechanisms of the policy, values of the scenario',
    entries: settings,
  },
  {name: 'claims', title: 'what was said in the thread of 2005, and how each is shown', entries: claims},
  {name: 'schemas', title: 'how files are written, as JSON Schema', entries: schemas, file: schemaFile},
  {name: 'commands', title: 'what --do can ask for', entries: commands},
  {
    name: 'conditions',
    title: 'what --fail-on can ask for: line.state=killed, line[169].rate>1000',
    entries: conditions,
  },
  {name: 'formats', title: 'what replay can show', entries: formats},
  {name: 'alerts', title: 'what is told without being asked', entries: async () => titled(ALERTS)},
  {name: 'facts', title: 'what a record can say that happened', entries: facts},
  {name: 'steps', title: 'what happens to an interrupt on its way', entries: async () => titled(STEPS)},
  {name: 'views', title: 'what the screen can show', entries: async () => titled(VIEWS)},
  {name: 'columns', title: 'what --columns can name', entries: async () => titled(COLUMNS)},
  {name: 'keys', title: 'what can be pressed on the screen', entries: keys},
  {name: 'themes', title: 'how the screen can look', entries: async () => titled(THEMES)},
];

async function claims(): Promise<Entry[]> {
  return THREAD_CLAIMS.map(({claim, command, see}, at) => ({
    name: String(at + 1),
    title: claim,
    notes: [`irqdeck ${command}`, see],
    fields: {command, see},
  }));
}

async function printFile(kind: string, name: string, io: Io): Promise<number> {
  const {file} = kindNamed(kind);
  if (file === undefined) throw new UsageError(`${kind} are no files; it is written irqdeck list ${kind}.`);
  await io.write(await file(name, io));
  return EXIT.done;
}

function kinds(io: Io): Promise<Entry[]> {
  return Promise.all(
    KINDS.map(async ({name, title, entries}) => {
      const count = (await entries(io)).length;
      return {name, title: `${title} (${count})`, fields: {title, count}};
    }),
  );
}

function kindNamed(name: string): Kind {
  const kind = KINDS.find(each => each.name === name);
  if (kind) return kind;
  throw unknownName(
    'kind',
    name,
    KINDS.map(each => each.name),
  );
}

async function scenarios({env}: Io): Promise<Entry[]> {
  const {SCENARIOS} = await import('../../scenario/catalogue.ts');
  const own = await ownScenarios(env);
  const builtIn = SCENARIOS.filter(({name}) => !own.has(name)).map(({scenario}) => scenarioEntry(scenario));
  return [...builtIn, ...[...own].map(([name, file]): Entry => ({name, title: file, fields: {file}}))];
}

function scenarioEntry(scenario: Scenario): Entry {
  const {name, title, policy, machine} = scenario;
  const {domain: domains, device: devices, line: lines} = scenarioNames(scenario);
  const notes = [
    `${counted(machine.cpus, 'CPU')}, ${counted(lines.length, 'line')}, ${counted(devices.length, 'device')}, policy ${policy}`,
    `domains ${enumerate(domains)}`,
  ];
  return {name, title, notes, fields: {policy, domains, devices, lines}};
}

async function scenarioFile(name: string, {env}: Io): Promise<string> {
  const {BUILT_IN, builtInText} = await import('../../scenario/catalogue.ts');
  const own = await ownScenarios(env);
  if (own.has(name)) return readText(own.get(name)!);
  if (BUILT_IN.some(each => each === name)) return builtInText(name);
  throw unknownName('scenario', name, [...BUILT_IN, ...own.keys()]);
}

async function drills(): Promise<Entry[]> {
  const {BUILT_IN_DRILLS} = await import('../../drill/catalogue.ts');
  const {findDrill} = await import('../../stage/find-drill.ts');
  const found = await Promise.all(BUILT_IN_DRILLS.map(findDrill));
  return found.map(({drill: {drill: name, title, level, scenario, policy}}) => {
    const notes = [`${level}, on ${scenario} under ${policy}`];
    return {name, title, notes, fields: {level, scenario, policy}};
  });
}

async function drillFile(name: string): Promise<string> {
  const {BUILT_IN_DRILLS, builtInDrillText} = await import('../../drill/catalogue.ts');
  if (!BUILT_IN_DRILLS.includes(name)) throw unknownName('drill', name, BUILT_IN_DRILLS);
  return builtInDrillText(name);
}

async function settings(): Promise<Entry[]> {
  const {parameterUsages} = await import('../../scenario/format/settings.ts');
  const mechanisms = Object.entries(MECHANISMS).map(([key, {usage, title}]) => ({usage: `${key}=${usage}`, title}));
  return [...mechanisms, ...parameterUsages()].map(({usage, title}) => {
    const name = usage.slice(0, usage.indexOf('='));
    return {name, title, usage, fields: {usage}};
  });
}

/** Formats of files, each with what makes its schema. */
const SCHEMAS: {readonly [name: string]: () => Promise<object>} = {
  scenario: async () => (await import('../../scenario/format/schema.ts')).jsonSchema(),
  drill: async () => (await import('../../drill/file/schema.ts')).drillSchema(),
};

async function schemas(): Promise<Entry[]> {
  return Object.keys(SCHEMAS).map(name => ({
    name,
    title: `the YAML of a ${name}; irqdeck list schemas ${name} prints it`,
  }));
}

async function schemaFile(name: string): Promise<string> {
  if (!Object.hasOwn(SCHEMAS, name)) throw unknownName('schema', name, Object.keys(SCHEMAS));
  return `${JSON.stringify(await SCHEMAS[name](), null, 2)}\n`;
}

async function policies(): Promise<Entry[]> {
  const {POLICIES} = await import('../../machine/policy/policy.ts');
  return POLICIES.map(({name, title, about, assumes, source}) => {
    const notes = [...about, `assumes: ${assumes.join(', ') || 'nothing'}`, `from: ${source}`];
    return {name, title, notes, fields: {about, assumes, source}};
  });
}

async function commands(): Promise<Entry[]> {
  return COMMAND_NAMES.map(name => {
    const {title, to} = COMMANDS[name];
    const usage = commandUsage(name);
    return {name, title, usage, fields: {usage, to}};
  });
}

async function conditions(): Promise<Entry[]> {
  const {FIELDS, HOST_STATES} = await import('../../model/frame/condition-fields.ts');
  const fields = Object.entries(FIELDS).flatMap(([row, kinds]) =>
    Object.entries(kinds).map(([field, kind]): Entry => ({name: `${row}.${field}`, title: valueWords(kind)})),
  );
  return [{name: 'host', title: valueWords(HOST_STATES)}, ...fields];
}

async function formats(): Promise<Entry[]> {
  const {IMPORTERS} = await import('../../trace/import/importers.ts');
  return IMPORTERS.map(({name, title}) => ({name, title}));
}

/** How a value is written, by the kind of its field. */
const VALUES = {
  number: 'a number',
  time: 'a time, as 500ms or 2s',
  text: 'a text',
  list: 'a name: it is one of them',
  flag: 'true or false',
};

function valueWords(kind: FieldKind): string {
  return typeof kind === 'string' ? VALUES[kind] : kind.join(', ');
}

async function facts(): Promise<Entry[]> {
  return Object.entries(FACTS).map(([name, {title, visibility}]) => ({name, title, fields: {visibility}}));
}

async function keys(): Promise<Entry[]> {
  const {KEYS, keyLabel} = await import('../../ui/keys/keymap.ts');
  return KEYS.map(({keys, title, group}) => ({name: keys.map(keyLabel).join(' '), title, fields: {group}}));
}

function titled(table: {readonly [name: string]: string}): Entry[] {
  return Object.entries(table).map(([name, title]) => ({name, title}));
}

function json({name, title, fields}: Entry): string {
  return `${JSON.stringify({name, title, ...fields})}\n`;
}

function plain(entries: readonly Entry[], width: number): string[] {
  return described(
    entries.flatMap(({name, title, usage, notes = []}): [string, string][] => [
      [usage ?? name, title],
      ...notes.map((note): [string, string] => ['', note]),
    ]),
    width,
  );
}
