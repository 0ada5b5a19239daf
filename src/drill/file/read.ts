import type {Fault} from '../../scenario/check/fault.ts';
import {type ShapeWords, shapeFaults} from '../../scenario/check/shape.ts';
import type {PlacedFault} from '../../scenario/read/read.ts';
import {isPlain} from '../../scenario/read/repeat.ts';
import {type ParsedYaml, parseYaml} from '../../scenario/read/yaml.ts';
import {drillFaults, type KnownNames} from './check.ts';
import {type Drill, drillDocument} from './document.ts';

/** Either a drill that is sound as far as reading can show, or its faults in the order of their places. */
export type ReadDrill = {drill: Drill; faults?: undefined} | {faults: PlacedFault[]};

/** Reads the text of a drill. Whether it can be won shows only when it is played. */
export function readDrill(text: string, known: KnownNames): ReadDrill {
  if (text.length > MAX_LENGTH)
    return faultAtStart(`a drill may have ${MAX_LENGTH} characters; this one has ${text.length}`);
  const parsed = parseYaml(text);
  if (parsed.faults.length > 0) return {faults: parsed.faults.map(({place, sentence}) => ({...place, sentence}))};
  if (!isPlain(parsed.value) || !('drill' in parsed.value))
    return faultAtStart('this is not a drill; a drill begins with drill: NAME');
  const read = drillDocument.safeParse(parsed.value, {reportInput: true});
  const faults = read.success
    ? drillFaults(read.data, known)
    : shapeFaults(drillDocument, read.error.issues, DRILL_WORDS);
  return faults.length === 0 ? {drill: read.data!} : {faults: placed(faults, parsed)};
}

/** The whole text is written into every recording of the drill. */
const MAX_LENGTH = 200_000;

function faultAtStart(sentence: string): ReadDrill {
  return {faults: [{line: 1, column: 1, sentence}]};
}

/** The places of faults that were found later, by playing the drill. */
export function placeFaults(text: string, faults: readonly Fault[]): PlacedFault[] {
  return placed(faults, parseYaml(text));
}

function placed(faults: readonly Fault[], parsed: ParsedYaml): PlacedFault[] {
  return faults
    .map(({path, key, ...fault}) => ({...parsed.placeOf(path, key), ...fault}))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

const DRILL_WORDS: ShapeWords = {
  whole: 'the drill',
  rows: {
    causes: 'a cause',
    hints: 'a hint',
    holds: 'an entry of holds',
    injects: 'an inject',
    solution: 'a step of the solution',
    blunder: 'a step of the blunder',
    unsafe: 'an unsafe act',
  },
  shorthandsAt: () => [],
};
