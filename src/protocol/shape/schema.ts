import {COMMAND, HEADER, RECORDS, STEP_ROW, UNKNOWN_RECORD} from './record-shapes.ts';
import type {Schema} from './shape.ts';

const KINDS = Object.entries(RECORDS);

/** The lines of a recording as a JSON Schema, for programs that are not ours: `#/$defs/header` is the first, all others are as a whole. */
export const RECORDING_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title:
    'a line of an irqdeck recording after the first, which is $defs/header; commands that are sent back are $defs/command',
  anyOf: [
    ...KINDS.map(([kind]) => ({$ref: `#/$defs/${kind}`})),
    {$ref: '#/$defs/stepRow'},
    {allOf: [UNKNOWN_RECORD.schema, {properties: {kind: {not: {enum: KINDS.map(([kind]) => kind)}}}}]},
  ],
  $defs: {
    header: HEADER.schema,
    ...Object.fromEntries(KINDS.map(([kind, {schema}]) => [kind, schema])),
    stepRow: STEP_ROW.schema,
    command: COMMAND.schema,
  },
};
