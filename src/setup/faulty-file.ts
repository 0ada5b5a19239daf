import type {Fault} from '../scenario/check/fault.ts';
import {InputError} from '../trace/fault.ts';
import {faultSentence} from './fault-sentence.ts';

type FaultyPlace = Pick<Fault, 'sentence' | 'unknown'> & {line: number; column: number};

/** `my.yaml:12:17: …`, the format of compilers, which editors understand. */
function faultLine(file: string, fault: FaultyPlace): string {
  return `${file}:${fault.line}:${fault.column}: ${faultSentence(fault)}`;
}

/** The error for a file with faults: the first one, and how to list the others. */
export function faultyFile(file: string, faults: readonly FaultyPlace[]): InputError {
  const others = faults.length - 1;
  const more = others === 0 ? '' : ` (${others} more; irqdeck check ${file} lists them)`;
  return new InputError(`${faultLine(file, faults[0])}${more}`);
}
