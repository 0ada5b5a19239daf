import {z} from 'zod';
import {explain, type ScenarioSchema} from '../../scenario/format/schema.ts';
import {drillDocument} from './document.ts';

/** The format of a drill as JSON Schema (draft 2020-12), for editors that use it to complete and check YAML. */
export function drillSchema(): ScenarioSchema {
  const schema = z.toJSONSchema(drillDocument, {
    io: 'input',
    override: ({jsonSchema}) => explain(jsonSchema),
  }) as ScenarioSchema;
  return {...schema, $id: 'urn:irqdeck:drill', title: 'irqdeck drill'};
}
