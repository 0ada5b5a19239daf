import {LONGEST_TEXT} from '../../protocol/bounds.ts';
import type {Fault, Path} from '../check/fault.ts';
import {shapeFaults} from '../check/shape.ts';
import {wiringFaults} from '../check/wiring.ts';
import {type Document, document} from '../format/document.ts';
import {isPlain, type Plain, type WrittenOut, writeOut} from './repeat.ts';
import {type ParsedYaml, parseYaml, type YamlPlace} from './yaml.ts';

/** A fault at its place in the file. */
export type PlacedFault = YamlPlace & Omit<Fault, 'path' | 'key'>;

/** Either a sound scenario, or its faults in the order of their places. */
export type ReadDocument = {document: Document; file: Plain; faults?: undefined} | {faults: PlacedFault[]};

/** Reads the text of a scenario. `policies`: the policy names that exist; without them any name is allowed. */
export function readDocument(text: string, policies?: readonly string[]): ReadDocument {
  if (text.length > LONGEST_TEXT) return {faults: [tooLong(text)]};
  const parsed = parseYaml(text);
  if (parsed.faults.length > 0) return {faults: parsed.faults.map(({place, sentence}) => ({...place, sentence}))};
  if (!isPlain(parsed.value))
    return {faults: [{line: 1, column: 1, sentence: 'this is not a scenario; a scenario begins with scenario: NAME'}]};
  const written = writeOut(parsed.value);
  const read = document.safeParse(written.scenario, {reportInput: true});
  // Where rows could not be written out, other rows would only miss their names.
  const wired = read.success && written.faults.length === 0 ? wiringFaults(read.data, policies) : [];
  const faults = read.success ? wired : shapeFaults(document, read.error.issues);
  const all = placed([...written.faults, ...faults.map(fault => atOrigin(fault, written))], parsed);
  return all.length === 0 ? {document: read.data!, file: parsed.value} : {faults: all};
}

function tooLong({length}: string): PlacedFault {
  return {
    line: 1,
    column: 1,
    sentence: `a scenario may have ${LONGEST_TEXT} characters; this one has ${length}`,
  };
}

/** A fault of a row that was written out is shown at the row that was repeated. */
function atOrigin(fault: Fault, {origins}: WrittenOut): Fault {
  const [list, at, ...rest] = fault.path;
  const origin: Path | undefined = typeof at === 'number' ? origins[list]?.[at] : undefined;
  return origin === undefined ? fault : {...fault, path: [...origin, ...rest]};
}

/** The faults in order of their places. A fault of all copies of a row is shown once. */
function placed(faults: readonly Fault[], parsed: ParsedYaml): PlacedFault[] {
  const once = new Map<string, PlacedFault>();
  for (const {path, key: isKey, ...fault} of faults) {
    const place = parsed.placeOf(path, isKey);
    const key = `${place.line}:${place.column} ${fault.sentence.replace(/\d+/g, 'N')}`;
    if (!once.has(key)) once.set(key, {...place, ...fault});
  }
  return [...once.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
