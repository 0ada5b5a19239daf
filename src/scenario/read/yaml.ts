import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import {DEEPEST_YAML, MOST_YAML_VALUES} from '../../protocol/bounds.ts';
import type {Path} from '../check/fault.ts';

/** Line and column in a file, from 1. */
export type YamlPlace = {line: number; column: number};

export type ParsedYaml = {
  /** The value as plain objects and lists; `undefined` where the text is not YAML. */
  value: unknown;
  faults: {place: YamlPlace; sentence: string}[];
  /** The place of a path of the value, or of as much of the path as exists. `key`: the place of its last key, not of the value. */
  placeOf(path: Path, key?: boolean): YamlPlace;
};

/** Reads YAML 1.2 with merge keys (`<<`), and keeps the places of all values. */
export function parseYaml(text: string): ParsedYaml {
  const excess = excessOf(text);
  if (excess !== null) return {value: undefined, faults: [excess], placeOf: () => excess.place};
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {lineCounter, prettyErrors: false, merge: true, strict: true});
  const placeAt = (offset: number): YamlPlace => {
    const {line, col} = lineCounter.linePos(offset);
    return {line: Math.max(line, 1), column: Math.max(col, 1)};
  };
  const faults = upToSyntax(document.errors).map(error => ({
    place: placeAt(error.pos[0]),
    sentence: sentenceOf(error),
  }));
  const placeOf = (path: Path, key = false) => placeAt(offsetOf(document, path, key));
  if (faults.length > 0) return {value: undefined, faults, placeOf};
  try {
    return {value: document.toJS({maxAliasCount: MAX_ALIASES}), faults, placeOf};
  } catch (error) {
    // An alias of nothing, or so many aliases of aliases that it must be an attack.
    const sentence = lowerFirst((error as Error).message);
    return {value: undefined, faults: [{place: placeAt(0), sentence}], placeOf};
  }
}

/** Whether a text is too large for the parser, which calls itself for each level and keeps half a kilobyte for each value. */
function excessOf(text: string): ParsedYaml['faults'][number] | null {
  let [line, values, flow, dashes] = [1, 0, 0, 0];
  const indents: number[] = [];
  for (const token of new Lexer().lex(text)) {
    if (token === '\n' || token === '\r\n') dashes = 0;
    if (/^ *$/.test(token) && dashes === 0 && flow === 0) indented(indents, token.length);
    if (token === '-' || token === '?') dashes++;
    if (token === '[' || token === '{') flow++;
    if (token === ']' || token === '}') flow--;
    if (token === SCALAR || token === '[' || token === '{') values++;
    const place = {line, column: 1};
    if (indents.length + dashes + flow > DEEPEST_YAML)
      return {place, sentence: `here values are nested more than ${DEEPEST_YAML} levels deep`};
    if (values > MOST_YAML_VALUES)
      return {place, sentence: `the file has too many values; the maximum is ${MOST_YAML_VALUES}`};
    for (let at = token.indexOf('\n'); at >= 0; at = token.indexOf('\n', at + 1)) line++;
  }
  return null;
}

/** The lexer emits this before each scalar. */
const SCALAR = '\x1f';

/** Keeps the indents of the blocks that the current line is in. */
function indented(indents: number[], indent: number): void {
  while (indents.length > 0 && indents[indents.length - 1] >= indent) indents.pop();
  if (indent > 0) indents.push(indent);
}

/** The errors up to the first one of syntax: what comes after it means nothing. A duplicate key is not one. */
function upToSyntax<Fault extends {code: string}>(errors: readonly Fault[]): readonly Fault[] {
  const first = errors.findIndex(({code}) => code !== 'DUPLICATE_KEY');
  return first < 0 ? errors : errors.slice(0, first + 1);
}

const MAX_ALIASES = 10_000;

/** Our words for the most frequent errors; for the others the library's. */
const SENTENCES: {readonly [code: string]: string} = {
  DUPLICATE_KEY: 'this key is here twice',
  TAB_AS_INDENT: 'a tab can not indent; use spaces',
  MULTIPLE_DOCS: 'a second document begins here; a file holds only one',
};

function sentenceOf({code, message}: {code: string; message: string}): string {
  return SENTENCES[code] ?? `this is not YAML: ${lowerFirst(message.replace(/\.$/, ''))}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function offsetOf(document: Document, path: Path, key: boolean): number {
  let node: Node | null = document.contents as Node | null;
  let at = startOf(node);
  for (const [depth, step] of path.entries()) {
    const pair = childOf(document, node, step);
    if (pair === null) break;
    node = pair.value;
    // An empty value has no place, so that of its key is used.
    at = pair.key !== null && ((key && depth === path.length - 1) || node === null) ? startOf(pair.key) : startOf(node);
  }
  return at;
}

type Child = {key: Node | null; value: Node | null};

function childOf(document: Document, node: Node | null, step: string | number): Child | null {
  const parent = isAlias(node) ? (node.resolve(document) ?? null) : node;
  if (isSeq(parent)) {
    const value = parent.items[Number(step)] as Node | undefined;
    return value === undefined ? null : {key: null, value};
  }
  if (!isMap(parent)) return null;
  const pairs = parent.items as Pair<Node, Node | null>[];
  const own = pairs.find(pair => isScalar(pair.key) && String(pair.key.value) === String(step));
  if (own) return {key: own.key, value: own.value};
  return mergedChild(document, pairs, step);
}

/** A key that came with `<<: *other`, or with a list of such aliases. */
function mergedChild(document: Document, pairs: Pair<Node, Node | null>[], step: string | number): Child | null {
  for (const {key, value} of pairs) {
    if (!isScalar(key) || key.source !== '<<') continue;
    for (const source of isSeq(value) ? (value.items as Node[]) : [value]) {
      const found = childOf(document, source, step);
      if (found) return found;
    }
  }
  return null;
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
