import {z} from 'zod';
import {MAX_ROWS, REPEATED} from '../read/repeat.ts';
import {document} from './document.ts';

export type ScenarioSchema = {[keyword: string]: unknown};

/** The file format as JSON Schema (draft 2020-12), for editors that use it to complete and check YAML. */
export function jsonSchema(): ScenarioSchema {
  const schema = z.toJSONSchema(document, {
    io: 'input',
    override: ({jsonSchema}) => explain(jsonSchema),
  }) as ScenarioSchema;
  const properties = {...(schema.properties as {[key: string]: ScenarioSchema})};
  for (const list of REPEATED) properties[list] = withRepeated(properties[list], list);
  return {...schema, $id: 'urn:irqdeck:scenario', title: 'irqdeck scenario', properties, $defs: {template: TEMPLATE}};
}

/** Text with expressions of n. */
const TEMPLATE = {
  type: 'string',
  pattern: '\\{[^}]*\\}',
  description: '{n}, {n + 16}: different in each copy of a repeated row',
};
const COUNT = {type: 'integer', minimum: 1, maximum: MAX_ROWS};

/** JSON Schema has no keyword for how a value is written, so it is added to the description. */
export function explain(schema: ScenarioSchema): void {
  const {usage, description} = schema;
  if (usage === undefined) return;
  delete schema.usage;
  schema.description = description === undefined ? usage : `${description} (${usage})`;
}

/** A plain row, or a repeated row with expressions; a device may have queues. */
function withRepeated(list: ScenarioSchema, name: string): ScenarioSchema {
  const row = list.items as ScenarioSchema;
  const repeated = templated(row, {
    repeat: {...COUNT, description: 'number of copies; {n} in the row counts them from 0'},
  });
  const queues = {
    ...COUNT,
    description: 'one device for each queue, with its own line and the CPUs in turn; line is the first line',
  };
  const rows =
    name === 'devices' ? [row, repeated, withKey(row, {queues}), withKey(repeated, {queues})] : [row, repeated];
  return {...list, items: {anyOf: rows}};
}

function templated(row: ScenarioSchema, keys: ScenarioSchema): ScenarioSchema {
  const properties = Object.entries(row.properties as {[key: string]: ScenarioSchema});
  const filled = properties.map(([key, schema]) => [key, orTemplate(schema)]);
  return withKey({...row, properties: Object.fromEntries(filled)}, keys);
}

function orTemplate(schema: ScenarioSchema): ScenarioSchema {
  const {description} = schema;
  return {description, anyOf: [schema.type === 'object' ? templated(schema, {}) : schema, {$ref: '#/$defs/template'}]};
}

function withKey(row: ScenarioSchema, keys: ScenarioSchema): ScenarioSchema {
  const required = [...((row.required as string[]) ?? []), ...Object.keys(keys)];
  return {...row, properties: {...(row.properties as ScenarioSchema), ...keys}, required};
}
