import {readFileSync} from 'node:fs';
import type {Document} from './format/document.ts';
import {readDocument} from './read/read.ts';

/** Reads a built-in scenario from its YAML. The bundle has compiled.ts instead of this file (bin/build.js). */
export function builtInDocument(name: string): Document {
  const read = readDocument(readFileSync(new URL(`./catalogue/${name}.yaml`, import.meta.url), 'utf8'));
  if (read.faults === undefined) return read.document;
  const [{line, column, sentence}] = read.faults;
  throw new Error(`catalogue/${name}.yaml:${line}:${column}: ${sentence}`);
}
