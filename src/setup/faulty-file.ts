import type {Fault} from '../scenario/check/fault.ts';
import {InputError} from '../trace/fault.ts';
import {faultSentence} from './fault-sentence.ts';

type FaultyPlace = Pick<Fault, 'sentence' | 'unknown'> & {line: number; column: number};

/** `my.yaml:12:17: …`, as compilers write it and editors read it. */
function faultLine(file: string, fault: FaultyPlace): string {
  return `${file}:${fault.line}:${fault.column}: ${faultSentence(fault)}`;
}

/** What a file that was to be used has wrong: the first fault, and where the others are told. */
export function faultyFile(file: string, faults: readonly FaultyPlace[]): InputError {
  const others = faults.length - 1;
  const more = others === 0 ? '' : ` (${others} more: irqdeck check ${file})`;
  return new InputError(`${faultLine(file, faults[0])}${more}`);
}
