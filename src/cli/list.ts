import {commandUsage} from '../model/command-line.ts';
import type {FieldKind} from '../model/condition-fields.ts';
import {COMMAND_NAMES, COMMANDS} from '../protocol/command.ts';
import {FACTS} from '../protocol/fact.ts';
import {ALERTS} from '../protocol/frame.ts';
import {STEPS} from '../protocol/step.ts';
import {THEMES, VIEWS} from '../ui/names.ts';
import type {Call} from './commands.ts';
import {EXIT, type Io, screenWidth} from './io.ts';
import {namesOf} from './names.ts';
import type {LIST_OPTIONS} from './options.ts';
import {described} from './text.ts';
import {unknownName} from './usage.ts';

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
type Kind = {name: string; title: string; entries(): Promise<Entry[]>};

/** `irqdeck list [KIND]`. */
export async function list({argument, options}: Call<typeof LIST_OPTIONS>, io: Io): Promise<number> {
  const entries = argument === undefined ? await kinds() : await entriesOf(argument);
  const text = options.json ? entries.map(json) : plain(entries, screenWidth(io));
  await io.write(`${text.join('\n')}\n`);
  return EXIT.done;
}

const KINDS: readonly Kind[] = [
  {name: 'scenarios', title: 'what can be simulated', entries: scenarios},
  {name: 'policies', title: 'who may unmask a line when, and what happens when nobody does', entries: policies},
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
  {name: 'keys', title: 'what can be pressed on the screen', entries: keys},
  {name: 'themes', title: 'how the screen can look', entries: async () => titled(THEMES)},
];

function kinds(): Promise<Entry[]> {
  return Promise.all(
    KINDS.map(async ({name, title, entries}) => {
      const count = (await entries()).length;
      return {name, title: `${title} (${count})`, fields: {title, count}};
    }),
  );
}

function entriesOf(name: string): Promise<Entry[]> {
  const kind = KINDS.find(each => each.name === name);
  if (kind) return kind.entries();
  throw unknownName(
    'kind',
    name,
    KINDS.map(each => each.name),
  );
}

async function scenarios(): Promise<Entry[]> {
  const {SCENARIOS} = await import('../scenario/catalogue.ts');
  return SCENARIOS.map(({name, title, scenario}) => {
    const {domain: domains, device: devices, line: lines} = namesOf(scenario);
    const notes = [`policy ${scenario.policy}; domains ${domains.join(', ')}`];
    return {name, title, notes, fields: {policy: scenario.policy, domains, devices, lines}};
  });
}

async function policies(): Promise<Entry[]> {
  const {POLICIES} = await import('../machine/policy.ts');
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
  const {FIELDS, HOST_STATES} = await import('../model/condition-fields.ts');
  const fields = Object.entries(FIELDS).flatMap(([row, kinds]) =>
    Object.entries(kinds).map(([field, kind]): Entry => ({name: `${row}.${field}`, title: valueWords(kind)})),
  );
  return [{name: 'host', title: valueWords(HOST_STATES)}, ...fields];
}

async function formats(): Promise<Entry[]> {
  const {IMPORTERS} = await import('../trace/importers.ts');
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
  const {KEYS, keyLabel} = await import('../ui/keymap.ts');
  return KEYS.map(({keys, title, group}) => ({name: keys.map(keyLabel).join(' '), title, fields: {group}}));
}

function titled(table: {readonly [name: string]: string}): Entry[] {
  return Object.entries(table).map(([name, title]) => ({name, title}));
}

function json({name, title, fields}: Entry): string {
  return JSON.stringify({name, title, ...fields});
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
