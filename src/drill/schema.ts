import {z} from 'zod';
import {explain, type Schema} from '../scenario/schema.ts';
import {drill} from './document.ts';

/** The format of a drill as JSON Schema (draft 2020-12), for editors that complete and check YAML by it. */
export function drillSchema(): Schema {
  const schema = z.toJSONSchema(drill, {io: 'input', override: ({jsonSchema}) => explain(jsonSchema)}) as Schema;
  return {...schema, $id: 'urn:irqdeck:drill', title: 'irqdeck drill'};
}
