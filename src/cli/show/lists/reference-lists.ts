import type {FieldKind} from '../../../model/frame/condition-fields.ts';
import {commandUsage} from '../../../model/words/command-line.ts';
import {COMMAND_NAMES, COMMANDS} from '../../../protocol/command/command.ts';
import {FACTS} from '../../../protocol/record/fact.ts';
import type {ListEntry} from './list-kind.ts';
import {THREAD_CLAIMS} from './thread-claims.ts';

// Lists that describe commands, conditions, formats, facts and keys. They are drawn from the tables that the program itself uses.

export async function threadClaims(): Promise<ListEntry[]> {
  return THREAD_CLAIMS.map(({claim, command, see}, at) => ({
    name: String(at + 1),
    title: claim,
    notes: [`irqdeck ${command}`, see],
    fields: {command, see},
  }));
}

export async function commands(): Promise<ListEntry[]> {
  return COMMAND_NAMES.map(name => {
    const {title, to} = COMMANDS[name];
    const usage = commandUsage(name);
    return {name, title, usage, fields: {usage, to}};
  });
}

export async function conditionFields(): Promise<ListEntry[]> {
  const {FIELDS, HOST_STATES} = await import('../../../model/frame/condition-fields.ts');
  const fields = Object.entries(FIELDS).flatMap(([row, kinds]) =>
    Object.entries(kinds).map(([field, kind]): ListEntry => ({name: `${row}.${field}`, title: valueWords(kind)})),
  );
  return [{name: 'host', title: valueWords(HOST_STATES)}, ...fields];
}

/** How a value is written, by the kind of its field. */
const VALUES = {
  number: 'a number',
  time: 'a time: 500ms, 2s',
  text: 'a text',
  list: 'a name in the list',
  flag: 'true or false',
};

function valueWords(kind: FieldKind): string {
  return typeof kind === 'string' ? VALUES[kind] : kind.join(', ');
}

export async function formats(): Promise<ListEntry[]> {
  const {IMPORTERS} = await import('../../../trace/import/importers.ts');
  return IMPORTERS.map(({name, title}) => ({name, title}));
}

export async function facts(): Promise<ListEntry[]> {
  return Object.entries(FACTS).map(([name, {title, visibility}]) => ({name, title, fields: {visibility}}));
}

export async function keys(): Promise<ListEntry[]> {
  const {KEYS, keyLabel} = await import('../../../ui/keys/keymap.ts');
  return KEYS.map(({keys, title, group}) => ({name: keys.map(keyLabel).join(' '), title, fields: {group}}));
}
