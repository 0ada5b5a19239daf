import {type Condition, missing, parseCondition} from '../model/frame/condition.ts';
import {frame} from '../model/frame/frame.ts';
import type {View} from '../model/view/view.ts';
import {UsageError} from './usage.ts';

/** The conditions of `--fail-on`. Throws a UsageError. */
export function conditionsOf(texts: readonly string[] = []): Condition[] {
  return texts.map(text => {
    const parsed = parseCondition(text);
    if (!parsed.ok) throw new UsageError(`${parsed.error}.`);
    return parsed.condition;
  });
}

/** A sentence without its full stop if a condition names something that does not exist; `null`: it does. */
export function missingIn(view: View, condition: Condition): string | null {
  return missing(condition, frame(view, view));
}
