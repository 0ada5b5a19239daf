/** Input of a terminal that Ink does not report: F1, and the mouse. Cells count from 0. */
export type RawEvent =
  | {readonly kind: 'f1'}
  | {readonly kind: 'click'; x: number; y: number}
  | {readonly kind: 'wheel'; by: -1 | 1; x: number; y: number};

// Sample input: `\x1bOP`, `\x1b[11~` or, on the Linux console, `\x1b[[A`; a press at column 12 of row 3 is `\x1b[<0;12;3M`, its release ends in m.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const EVENTS = /\x1b(?:OP|\[11~|\[\[A|\[<(\d+);(\d+);(\d+)M)/g;

const LEFT = 0;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;

/** The events in a piece of input, in their order. An event that is cut in two is missed. */
export function rawEvents(input: string): RawEvent[] {
  return [...input.matchAll(EVENTS)].flatMap(([, button, column, row]): RawEvent[] => {
    if (button === undefined) return [{kind: 'f1'}];
    const [x, y] = [Number(column) - 1, Number(row) - 1];
    if (Number(button) === LEFT) return [{kind: 'click', x, y}];
    if (Number(button) === WHEEL_UP) return [{kind: 'wheel', by: -1, x, y}];
    return Number(button) === WHEEL_DOWN ? [{kind: 'wheel', by: 1, x, y}] : [];
  });
}
