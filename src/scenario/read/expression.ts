/**
 * Evaluates whole-number arithmetic on `n`: + - * / % and parentheses; a quotient is rounded down. Sample input:
 * `100 + n * 1337 % 4900`. `null` where the text is not an expression, or has no value.
 */
export function evaluate(text: string, n: number): number | null {
  const tokens = text.match(/\d+|[n+\-*/%()]|\S/g) ?? [];
  const value = sum({tokens, at: 0, n});
  return Number.isSafeInteger(value) ? value : null;
}

/** Depth of parentheses; each level is a call. */
const MAX_NESTED = 100;

/** The tokens of an expression, the place of the next one, and the value of `n`. A fault makes the value NaN, which stays NaN. */
type Reading = {tokens: readonly string[]; at: number; n: number; nested?: number};

function sum(reading: Reading): number {
  let value = product(reading);
  while (next(reading, '+', '-')) {
    const sign = reading.tokens[reading.at++] === '+' ? 1 : -1;
    value += sign * product(reading);
  }
  return reading.nested || reading.at === reading.tokens.length ? value : Number.NaN;
}

function product(reading: Reading): number {
  let value = factor(reading);
  while (next(reading, '*', '/', '%')) {
    const operator = reading.tokens[reading.at++];
    const by = factor(reading);
    value =
      operator === '*' ? value * by : by === 0 ? Number.NaN : operator === '/' ? Math.floor(value / by) : value % by;
  }
  return value;
}

function factor(reading: Reading): number {
  const token = reading.tokens[reading.at++] ?? '';
  if (token === 'n') return reading.n;
  if (token === '(') return parenthesis(reading);
  return /^\d+$/.test(token) ? Number(token) : Number.NaN;
}

function parenthesis(reading: Reading): number {
  const inner = {...reading, nested: (reading.nested ?? 0) + 1};
  if (inner.nested > MAX_NESTED) return Number.NaN;
  const value = sum(inner);
  reading.at = inner.at;
  return reading.tokens[reading.at++] === ')' ? value : Number.NaN;
}

function next({tokens, at}: Reading, ...operators: string[]): boolean {
  return operators.includes(tokens[at]);
}
