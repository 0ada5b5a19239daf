import {ALERTS} from '../../../protocol/frame/frame.ts';
import {STEPS} from '../../../protocol/record/step.ts';
import {unknownName} from '../../../setup/usage.ts';
import {COLUMNS, THEMES, VIEWS} from '../../../ui/scene/option-names.ts';
import type {Io} from '../../program/io.ts';
import {
  drillFile,
  drills,
  policies,
  scenarioFile,
  scenarios,
  schemaFile,
  schemas,
  settings,
} from './catalogue-lists.ts';
import {type ListEntry, type ListKind, titled} from './list-kind.ts';
import {commands, conditionFields, facts, formats, keys, threadClaims} from './reference-lists.ts';

const KINDS: readonly ListKind[] = [
  {name: 'scenarios', title: 'hosts that can be simulated', entries: scenarios, file: scenarioFile},
  {name: 'drills', title: 'drills that can be taken', entries: drills, file: drillFile},
  {
    name: 'policies',
    title: 'when the supervisor unmasks a line, and what it does if nobody acknowledges',
    entries: policies,
  },
  {name: 'settings', title: 'settings of --set: mechanisms of the policy, values of the scenario', entries: settings},
  {name: 'claims', title: 'the claims of the thread of 2005, each with a command that shows it', entries: threadClaims},
  {name: 'schemas', title: 'file formats, as JSON Schema', entries: schemas, file: schemaFile},
  {name: 'commands', title: 'commands of --do', entries: commands},
  {name: 'conditions', title: 'fields of --fail-on: line.state=killed, line[169].rate>1000', entries: conditionFields},
  {name: 'formats', title: 'file formats that replay can show', entries: formats},
  {name: 'alerts', title: 'alerts', entries: async () => titled(ALERTS)},
  {name: 'facts', title: 'kinds of facts in a recording', entries: facts},
  {name: 'steps', title: 'hardware-level steps of an interrupt', entries: async () => titled(STEPS)},
  {name: 'views', title: 'views of the screen', entries: async () => titled(VIEWS)},
  {name: 'columns', title: 'columns of --columns', entries: async () => titled(COLUMNS)},
  {name: 'keys', title: 'keys of the screen', entries: keys},
  {name: 'themes', title: 'colour themes of the screen', entries: async () => titled(THEMES)},
];

/** Throws a UsageError for an unknown name. */
export function kindNamed(name: string): ListKind {
  const kind = KINDS.find(each => each.name === name);
  if (kind) return kind;
  throw unknownName(
    'kind',
    name,
    KINDS.map(each => each.name),
  );
}

/** The kinds themselves, each with the number of its entries. */
export function kinds(io: Io): Promise<ListEntry[]> {
  return Promise.all(
    KINDS.map(async ({name, title, entries}) => {
      const count = (await entries(io)).length;
      return {name, title: `${title} (${count})`, fields: {title, count}};
    }),
  );
}
