import {parseTime} from '../../protocol/time.ts';
import {offer} from '../words/nearest.ts';
import type {FieldKind} from './condition-fields.ts';

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=';
export type Value = string | number | boolean;
export type ConditionFault = {error: string};

/** The value that a condition compares a field with; or a fault, a sentence about the field that it calls `what`. */
export function parseValue(what: string, kind: FieldKind, operator: Operator, literal: string): Value | ConditionFault {
  if (kind === 'number') return numberOf(literal) ?? {error: `${what} is a number, not "${literal}"`};
  if (kind === 'time')
    return numberOf(literal) ?? parseTime(literal) ?? {error: `${what} is a time like 500ms, not "${literal}"`};
  if (operator !== '=' && operator !== '!=') return {error: `${what} is not a number, so its operator must be = or !=`};
  if (kind === 'flag') return asFlag(literal) ?? {error: `${what} is true or false, not "${literal}"`};
  if (typeof kind === 'string' || kind.includes(literal)) return literal;
  return {error: `${what} is never ${offer(literal, kind)}`};
}

function numberOf(literal: string): number | null {
  return /^-?\d+(\.\d+)?$/.test(literal) ? Number(literal) : null;
}

function asFlag(literal: string): boolean | null {
  return literal === 'true' ? true : literal === 'false' ? false : null;
}

export function isFault(value: FieldKind | Value | ConditionFault): value is ConditionFault {
  return typeof value === 'object' && 'error' in value;
}
