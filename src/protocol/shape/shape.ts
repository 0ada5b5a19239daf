// What values from outside must look like: one table is both the check and the JSON Schema.

import {sanitize} from '../sanitize.ts';

/** `Type` is what a value is once the check has let it pass. */
export type Shape<Type> = {
  /** `null` when the value fits; else where it does not and what should stand there: `lines[3].irq is not a text`. */
  fault(value: unknown): string | null;
  /** The same in JSON Schema (draft 2020-12). */
  readonly schema: Schema;
  /** Never set: ties the shape to its type. */
  readonly type?: Type;
};

export type Schema = {readonly [keyword: string]: unknown};

/** A field that may be left out. */
export type Optional<Type> = {optional: Shape<Type>};

/** A shape for each field of a type, no more and no fewer; optional where the field is. */
export type Fields<Type> = {
  readonly [Key in keyof Type]-?: undefined extends Type[Key]
    ? Optional<Exclude<Type[Key], undefined>>
    : Shape<Type[Key]>;
};

/** The reader cuts a longer text, as sanitize does. */
const TEXT_MAX = 200;

const TOO_LONG = ` is longer than ${TEXT_MAX} characters`;

export const text: Shape<string> = {
  fault: value => (typeof value !== 'string' ? ' is not a text' : value.length > TEXT_MAX ? TOO_LONG : null),
  schema: {type: 'string', maxLength: TEXT_MAX},
};
export const flagShape: Shape<boolean> = {
  fault: value => (typeof value === 'boolean' ? null : ' is not true or false'),
  schema: {type: 'boolean'},
};

/** An integer from `low` to `high`. */
export function integerShape(low: number, high: number): Shape<number> {
  const fault = ` is not a whole number from ${low} to ${high}`;
  return {
    fault: value => (typeof value === 'number' && value >= low && value <= high && value % 1 === 0 ? null : fault),
    schema: {type: 'integer', minimum: low, maximum: high},
  };
}

/** One of these words. */
export function word<Word extends string | number | boolean>(...words: readonly Word[]): Shape<Word> {
  const known: ReadonlySet<unknown> = new Set(words);
  const fault = ` is not ${words.join(', ')}`.replace(/, (?=[^,]*$)/, ' or ');
  return {
    fault: value => (known.has(value) ? null : (quoted(value) && ` ${quoted(value)}`) + fault),
    schema: words.length === 1 ? {const: words[0]} : {enum: words},
  };
}

const QUOTED_MAX = 40;

/** A simple value as it may stand in a sentence; empty for any other. */
export function quoted(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? `"${sanitize(value, QUOTED_MAX)}"` : '';
}

export function optional<Type>(shape: Shape<Type>): Optional<Type> {
  return {optional: shape};
}

export function nullable<Type>(shape: Shape<Type>): Shape<Type | null> {
  return {
    fault: value => (value === null ? null : shape.fault(value)),
    schema: {anyOf: [shape.schema, {type: 'null'}]},
  };
}

export function listShape<Type>(each: Shape<Type>): Shape<Type[]> {
  return {
    fault(value) {
      if (!Array.isArray(value)) return ' is not a list';
      for (let at = 0; at < value.length; at++) {
        const fault = each.fault(value[at]);
        if (fault !== null) return `[${at}]${fault}`;
      }
      return null;
    },
    schema: {type: 'array', items: each.schema},
  };
}

/** A list of these, in this order. Those that may be `null` may be left out at the end. */
export function row<Types extends unknown[]>(...shapes: {[At in keyof Types]: Shape<Types[At]>}): Shape<Types> {
  const least = shapes.findLastIndex(shape => shape.fault(null) !== null) + 1;
  return {
    fault(value) {
      if (!Array.isArray(value) || value.length < least || value.length > shapes.length)
        return ` is not a list of ${least === shapes.length ? least : `${least} to ${shapes.length}`}`;
      for (let at = 0; at < value.length; at++) {
        const fault = shapes[at].fault(value[at]);
        if (fault !== null) return `[${at}]${fault}`;
      }
      return null;
    },
    schema: {type: 'array', prefixItems: shapes.map(({schema}) => schema), items: false, minItems: least},
  };
}

// Deeper than anything that this program writes, and far from the depth at which a recursive walk overflows the stack.
const DEPTH_MAX = 16;

/** An object with these fields. Others may stand beside them, as a later version may write; they must not be nested deeply. */
export function object<Type extends object>(fields: Fields<Type>): Shape<Type> {
  const rows = Object.entries(fields as {[key: string]: Shape<unknown> | Optional<unknown>});
  const required = rows.filter(([, row]) => !('optional' in row)).map(([key]) => key);
  const shapes = new Map(rows.map(([key, row]) => [key, 'optional' in row ? row.optional : row]));
  return {
    fault(value) {
      if (!isObject(value)) return ' is not an object';
      for (let at = 0; at < required.length; at++)
        if (value[required[at]] === undefined) return `${dotted(required[at])} is missing`;
      for (const key in value) {
        const shape = shapes.get(key);
        const fault = shape === undefined ? tooMuch(value[key], DEPTH_MAX) : shape.fault(value[key]);
        if (fault !== null) return dotted(key) + fault;
      }
      return null;
    },
    schema: {
      type: 'object',
      required,
      properties: Object.fromEntries([...shapes].map(([key, {schema}]) => [key, schema])),
    },
  };
}

export function isObject(value: unknown): value is {[key: string]: unknown} {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why a value can not be kept as it is, though nobody knows what it means; `null`: it can. */
function tooMuch(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return text.fault(value);
  if (typeof value !== 'object' || value === null) return null;
  if (depth === 0) return ' is nested too deeply';
  for (const each of Object.values(value)) {
    const fault = tooMuch(each, depth - 1);
    if (fault !== null) return fault;
  }
  return null;
}

/** Keys come from outside; only those that look like ours are repeated. */
function dotted(key: string): string {
  return /^\w{1,40}$/.test(key) ? `.${key}` : '.(a field)';
}
