/** The first difference of two JSON values: `lines[2].irq was "5" and is "6"`; `null`: they are equal. */
export function firstDifference(one: unknown, other: unknown, path = ''): string | null {
  if (!isNested(one) || !isNested(other) || Array.isArray(one) !== Array.isArray(other))
    return JSON.stringify(one) === JSON.stringify(other)
      ? null
      : `${path || 'it'} was ${shown(one)} and is ${shown(other)}`;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const step = Array.isArray(one) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    const found = firstDifference(one[key], other[key], step);
    if (found !== null) return found;
  }
  return null;
}

function isNested(value: unknown): value is {[key: string]: unknown} {
  return typeof value === 'object' && value !== null;
}

const SHOWN_MAX = 80;

function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 1)}…` : text;
}
