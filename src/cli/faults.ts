import {enumerate, nearest} from '../model/nearest.ts';
import {InputError} from '../trace/fault.ts';

type Fault = {sentence: string; unknown?: {name: string; existing: readonly string[]}};
type PlacedFault = Fault & {line: number; column: number};

/** What is wrong, and what was probably meant, else what there is. Without its full stop. */
export function faultSentence({sentence, unknown}: Fault): string {
  if (unknown === undefined) return sentence;
  const near = nearest(unknown.name, unknown.existing);
  if (near !== null) return `${sentence}; did you mean ${near}?`;
  return `${sentence}; ${unknown.existing.length === 0 ? 'there is none' : `there are: ${enumerate(unknown.existing)}`}`;
}

/** `my.yaml:12:17: …`, as compilers write it and editors read it. */
export function faultLine(file: string, fault: PlacedFault): string {
  return `${file}:${fault.line}:${fault.column}: ${faultSentence(fault)}`;
}

/** What a file that was to be used has wrong: the first fault, and where the others are told. */
export function faultyFile(file: string, faults: readonly PlacedFault[]): InputError {
  const others = faults.length - 1;
  const more = others === 0 ? '' : ` (${others} more: irqdeck check ${file})`;
  return new InputError(`${faultLine(file, faults[0])}${more}`);
}
