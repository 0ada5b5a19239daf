import {posix} from 'node:path';
import type {SourceFile} from './layers.ts';

/**
 * A fault of structure: where it is, and what to do. A fault that is known and not fixed yet is in a list of exceptions by its `key`; an
 * exception that nothing needs is a fault as well, so the lists only get shorter.
 */
export type Fault = {key: string; complaint: string};

/** Faults that no exception covers, and exceptions that cover no fault. */
export function unexpected(faults: readonly Fault[], exceptions: readonly string[]): string[] {
  const known = new Set(exceptions);
  const found = new Set(faults.map(({key}) => key));
  return [
    ...faults.filter(({key}) => !known.has(key)).map(({complaint}) => complaint),
    ...exceptions.filter(key => !found.has(key)).map(key => `${key} is fixed: take it out of the exceptions`),
  ];
}

/** Files of one room that import each other in a circle, types counted too: one fault for each room. */
export function importCircles(files: readonly SourceFile[]): Fault[] {
  const circles = circlesOf(importsOf(files)).map(circle => circle.toSorted());
  const inside = circles.filter(([first, ...rest]) => rest.every(path => roomOf(path) === roomOf(first)));
  return [...new Set(inside.map(([first]) => roomOf(first)))].map(room => {
    const mine = inside.filter(([first]) => roomOf(first) === room);
    const count = mine.flat().length;
    const which = mine.map(circle => circle.join(', ')).join('; ');
    const remedy = 'let the lower one hand the next step back, or move what both need below them';
    return {
      key: `${room}: ${count} files`,
      complaint: `${count} files of ${room} are in import circles: ${which}: ${remedy}`,
    };
  });
}

const MOST_FILES = 16;

/** Folders with more files than can be taken in at a glance; folders in them do not count. */
export function crowdedFolders(files: readonly SourceFile[]): Fault[] {
  const counts = new Map<string, number>();
  for (const {path} of files) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([key, count]) => ({key, complaint: `src/${key} has ${count} files, more than ${MOST_FILES}: make folders`}));
}

const MOST_LINES = 300;

/** Files that are too long, by their path from the root. Those of src are checked by layers.ts. */
export function longFiles(files: readonly SourceFile[]): Fault[] {
  return files
    .map(({path, text}) => ({path, lines: text.trimEnd().split('\n').length}))
    .filter(({lines}) => lines > MOST_LINES)
    .map(({path: key, lines}) => ({
      key,
      complaint: `${key} has ${lines} lines, more than ${MOST_LINES}: cut it where its subject changes`,
    }));
}

const MOST_FUNCTION_LINES = 60;

/** Top-level functions, from the line that names them to their last brace. */
export function longFunctions(files: readonly SourceFile[]): Fault[] {
  return files.flatMap(({path, text}) =>
    functionsOf(text)
      .filter(({lines}) => lines > MOST_FUNCTION_LINES)
      .map(({name, lines}) => ({
        key: name,
        complaint: `src/${path}: ${name} has ${lines} lines, more than ${MOST_FUNCTION_LINES}: take a step of it out`,
      })),
  );
}

/** A doc comment directly above another comment has lost what it was about. */
export function lostComments(files: readonly SourceFile[]): Fault[] {
  return files.flatMap(({path, text}) =>
    [...text.matchAll(/\*\/[ \t]*\n[ \t]*(?:\/\*|\/\/(?! biome-ignore))/g)].map(match => {
      const key = `${path}:${text.slice(0, match.index).split('\n').length}`;
      return {key, complaint: `src/${key}: a doc comment stands above another comment: put it above what it is about`};
    }),
  );
}

/** Names that more than one file exports. What a file hands on from another is the same thing, not a second one. */
export function doubleNames(files: readonly SourceFile[]): Fault[] {
  const where = new Map<string, string[]>();
  for (const {path, text} of files)
    for (const name of exportsOf(text)) where.set(name, [...(where.get(name) ?? []), path]);
  return [...where]
    .filter(([, paths]) => paths.length > 1)
    .map(([key, paths]) => ({
      key,
      complaint: `${key} is exported by ${paths.map(path => `src/${path}`).join(' and ')}: give each its own name`,
    }));
}

/**
 * Functions and values that no other file imports: only a test uses them, or nothing. A type may be exported as documentation: what an
 * exported function takes and gives has a name. `users` are files outside src that may import.
 */
export function unusedExports(files: readonly SourceFile[], users: readonly SourceFile[] = []): Fault[] {
  const imported = new Map<string, Set<string>>();
  for (const {path, text} of [...files, ...users])
    for (const {target, names} of namedImports(path, text))
      for (const name of names) imported.set(target, (imported.get(target) ?? new Set()).add(name));
  return files.flatMap(({path, text}) => {
    const wanted = imported.get(path) ?? new Set();
    if (wanted.has('*')) return [];
    return exportsOf(text, VALUES)
      .filter(name => !wanted.has(name))
      .map(name => ({
        key: name,
        complaint: `src/${path}: nothing but tests imports ${name}: drop the export, or what only a test uses`,
      }));
  });
}

/** In a room whose folders have an order, a file may import from its own folder and from those before it. */
export function upwardImports(files: readonly SourceFile[], room: string, order: readonly string[]): Fault[] {
  const rank = (path: string) => order.indexOf(path.split('/')[1]);
  return [...importsOf(files)].flatMap(([path, targets]) => {
    if (roomOf(path) !== room) return [];
    if (rank(path) < 0)
      return [{key: path, complaint: `src/${path}: its folder has no place in the order ${order.join(' < ')}`}];
    return targets
      .filter(target => roomOf(target) === room && rank(target) > rank(path))
      .map(target => ({
        key: `${path} ${target}`,
        complaint: `src/${path} imports ${target}, which comes after it: ${order.join(' < ')}`,
      }));
  });
}

/** Sample input: `import type {A, b as c} from './x.ts';`, `export {D} from './y.ts';`, `import * as z from './z.ts';`. */
const NAMED = /^(?:import|export)\s+(?:type\s+)?(\*(?:\s+as\s+\w+)?|\w+|\{[^}]*\})\s*from\s*['"](\.[^'"]+)['"]/gm;
/** `const {a, b: c} = await import('./x.ts')`, or an import whose names are not written beside it. */
const LAZY = /(?:const\s+(\{[^}]*\})\s*=\s*await\s+)?\bimport\s*\(\s*['"](\.[^'"]+)['"]\s*\)/g;

function namedImports(path: string, text: string): {target: string; names: string[]}[] {
  const code = withoutComments(text);
  return [...code.matchAll(NAMED), ...code.matchAll(LAZY)].map(([, names, target]) => ({
    target: posix.join(posix.dirname(path), target),
    names: names?.startsWith('{') ? namesIn(names) : ['*'],
  }));
}

function namesIn(braces: string): string[] {
  return [...braces.matchAll(/[{,]\s*(?:type\s+)?(\w+)/g)].map(([, name]) => name);
}

/** Which files of src each file imports. */
function importsOf(files: readonly SourceFile[]): Map<string, string[]> {
  const paths = new Set(files.map(({path}) => path));
  return new Map(
    files.map(({path, text}) => [
      path,
      namedImports(path, text).flatMap(({target}) => (paths.has(target) ? [target] : [])),
    ]),
  );
}

/** Sets of files each of which reaches every other; Tarjan's strongly connected components. */
function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string) => {
    index.set(path, index.size);
    low.set(path, index.get(path)!);
    stack.push(path);
    for (const target of imports.get(path) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(path, Math.min(low.get(path)!, low.get(target)!));
    }
    if (low.get(path) !== index.get(path)) return;
    const circle = stack.splice(stack.indexOf(path));
    if (circle.length > 1) circles.push(circle);
  };
  for (const path of imports.keys()) if (!index.has(path)) visit(path);
  return circles;
}

const VALUES = 'function\\*?|const|let|class|enum';

function exportsOf(text: string, kinds = `${VALUES}|type|interface`): string[] {
  const declared = new RegExp(`^export (?:default )?(?:async )?(?:${kinds}) (\\w+)`, 'gm');
  return [...new Set([...withoutComments(text).matchAll(declared)].map(([, name]) => name))];
}

/** Top-level functions and constants that are functions; biome sees to it that they end with a brace in the first column. */
function functionsOf(text: string): {name: string; lines: number}[] {
  const lines = text.split('\n');
  return lines.flatMap((line, from) => {
    const name = /^(?:export )?(?:default )?(?:async )?(?:function\*? (\w+)|const (\w+) = (?:async )?\(.*=> \{$)/.exec(
      line,
    );
    if (!name) return [];
    const to = lines.findIndex((each, at) => at >= from && /^\}/.test(each));
    return [{name: name[1] ?? name[2], lines: (to < 0 ? lines.length : to) - from + 1}];
  });
}

function roomOf(path: string): string {
  return path.split('/')[0];
}

/** Comments turned into nothing; strings that hold what looks like one do not occur in src. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
