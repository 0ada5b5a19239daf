import {sanitize} from '../../protocol/sanitize.ts';
import {UsageError} from '../../setup/usage.ts';
import {InputError} from '../../trace/fault.ts';
import {checkDrill} from '../../verify/drill.ts';
import {checkRecording, type RecordingVerdict} from '../../verify/recording.ts';
import {checkScenario} from '../../verify/scenario.ts';
import type {Call} from '../program/command.ts';
import {EXIT, type Io} from '../program/io.ts';
import type {CHECK_OPTIONS} from '../program/options/options.ts';

/** A kind of file that can be checked. `null`: it is not of this kind. */
type Checker = {name: string; check(file: string): Promise<RecordingVerdict | null>};

const CHECKERS: readonly Checker[] = [
  {name: 'recording', check: checkRecording},
  {name: 'drill', check: checkDrill},
  {name: 'scenario', check: checkScenario},
];

/** `irqdeck check FILE`: what it is, or what is wrong and where; status 5 when something is. */
export async function check({argument, options}: Call<typeof CHECK_OPTIONS>, io: Io): Promise<number> {
  if (argument === undefined) throw new UsageError('the FILE is missing; it is written irqdeck check FILE [OPTIONS].');
  for (const checker of CHECKERS) {
    const verdict = await checker.check(argument);
    if (verdict === null) continue;
    if (options.json) await io.write({json: `${JSON.stringify({file: argument, kind: checker.name, ...verdict})}\n`});
    else await io.write(plain(argument, verdict));
    return verdict.ok ? EXIT.done : EXIT.input;
  }
  const kinds = CHECKERS.map(({name}) => name).join(', ');
  throw new InputError(`${argument} is none of what can be checked (${kinds}), or can not be read.`);
}

/** `my.yaml:12:17: …`, as compilers write it and editors read it. */
function plain(file: string, {says, faults}: RecordingVerdict): string {
  const told =
    faults === undefined
      ? [`${file}: ${says}`]
      : faults.map(({line, column, says}) => `${file}:${line}:${column}: ${says}`);
  return told.map(line => `${sanitize(line, LONGEST_LINE)}\n`).join('');
}

/** Names of files and keys may hold newlines, which would make two faults of one. */
const LONGEST_LINE = 2000;
