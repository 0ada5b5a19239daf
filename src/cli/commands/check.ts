import {sanitize} from '../../protocol/sanitize.ts';
import {UsageError} from '../../setup/usage.ts';
import {InputError} from '../../trace/fault.ts';
import {checkDrill} from '../../verify/drill.ts';
import {type CheckVerdict, checkRecording} from '../../verify/recording.ts';
import {checkScenario} from '../../verify/scenario.ts';
import type {Call} from '../program/command.ts';
import {EXIT, type Io} from '../program/io.ts';
import type {CHECK_OPTIONS} from '../program/options/list-options.ts';

/** A kind of file that can be checked. `check` resolves with `null` for a file of another kind. */
type Checker = {name: string; check(file: string): Promise<CheckVerdict | null>};

const CHECKERS: readonly Checker[] = [
  {name: 'recording', check: checkRecording},
  {name: 'drill', check: checkDrill},
  {name: 'scenario', check: checkScenario},
];

/** `irqdeck check FILE`: prints what the file is, or its faults with their places; then the status is 5. */
export async function check({argument, options}: Call<typeof CHECK_OPTIONS>, io: Io): Promise<number> {
  if (argument === undefined) throw new UsageError('the FILE is missing; usage: irqdeck check FILE [OPTIONS].');
  for (const checker of CHECKERS) {
    const verdict = await checker.check(argument);
    if (verdict === null) continue;
    if (options.json) await io.write({json: `${JSON.stringify({file: argument, kind: checker.name, ...verdict})}\n`});
    else await io.write(plain(argument, verdict));
    return verdict.ok ? EXIT.done : EXIT.input;
  }
  const kinds = CHECKERS.map(({name}) => name).join(', ');
  throw new InputError(`${argument}: unknown kind of file, or it can not be read; irqdeck can check: ${kinds}.`);
}

/** `my.yaml:12:17: …`, the format of compilers, which editors understand. */
function plain(file: string, {says, faults}: CheckVerdict): string {
  const lines =
    faults === undefined
      ? [`${file}: ${says}`]
      : faults.map(({line, column, says}) => `${file}:${line}:${column}: ${says}`);
  return lines.map(line => `${sanitize(line, LONGEST_LINE)}\n`).join('');
}

/** Each line is sanitised alone: a newline in a file name or key must not split a fault in two. */
const LONGEST_LINE = 2000;
