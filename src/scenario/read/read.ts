import {LONGEST_TEXT} from '../../protocol/bounds.ts';
import type {Fault, Path} from '../check/fault.ts';
import {shapeFaults} from '../check/shape.ts';
import {wiringFaults} from '../check/wiring.ts';
import {type Document, document} from '../format/document.ts';
import {isPlain, type Plain, type WrittenOut, writeOut} from './repeat.ts';
import {type ParsedYaml, parseYaml, type YamlPlace} from './yaml.ts';

/** A fault at its place in the file. */
export type PlacedFault = YamlPlace & Omit<Fault, 'path' | 'key'>;

/** A scenario's text is sound, or it has faults, in the order of their places; never both. */
export type ReadDocument = {document: Document; file: Plain; faults?: undefined} | {faults: PlacedFault[]};

/** Reads the text of a scenario; `policies` are the names that it can choose from, any where they are not told. */
export function readDocument(text: string, policies?: readonly string[]): ReadDocument {
  if (text.length > LONGEST_TEXT) return {faults: [tooLong(text)]};
  const parsed = parseYaml(text);
  if (parsed.faults.length > 0) return {faults: parsed.faults.map(({place, sentence}) => ({...place, sentence}))};
  if (!isPlain(parsed.value))
    return {faults: [{line: 1, column: 1, sentence: 'this is no scenario, which begins with scenario: NAME'}]};
  const written = writeOut(parsed.value);
  const read = document.safeParse(written.scenario, {reportInput: true});
  // Rows that could not be written out are missed elsewhere, which is not worth telling.
  const wired = read.success && written.faults.length === 0 ? wiringFaults(read.data, policies) : [];
  const faults = read.success ? wired : shapeFaults(document, read.error.issues);
  const all = placed([...written.faults, ...faults.map(fault => atOrigin(fault, written))], parsed);
  return all.length === 0 ? {document: read.data!, file: parsed.value} : {faults: all};
}

function tooLong({length}: string): PlacedFault {
  return {
    line: 1,
    column: 1,
    sentence: `${length} characters are more than the ${LONGEST_TEXT} that a scenario may have`,
  };
}

/** A row that was written out stands where it was repeated. */
function atOrigin(fault: Fault, {origins}: WrittenOut): Fault {
  const [list, at, ...rest] = fault.path;
  const origin: Path | undefined = typeof at === 'number' ? origins[list]?.[at] : undefined;
  return origin === undefined ? fault : {...fault, path: [...origin, ...rest]};
}

/** In order of their places, and what is the same for all copies of a row said once. */
function placed(faults: readonly Fault[], parsed: ParsedYaml): PlacedFault[] {
  const once = new Map<string, PlacedFault>();
  for (const {path, key, ...fault} of faults) {
    const place = parsed.placeOf(path, key);
    const said = `${place.line}:${place.column} ${fault.sentence.replace(/\d+/g, 'N')}`;
    if (!once.has(said)) once.set(said, {...place, ...fault});
  }
  return [...once.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
