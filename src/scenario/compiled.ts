import {readFileSync} from 'node:fs';
import type {Document} from './format/document.ts';

/** A built-in scenario, as the build read it: loads neither YAML nor schema. */
export function builtInDocument(name: string): Document {
  return JSON.parse(readFileSync(new URL(`./catalogue/${name}.json`, import.meta.url), 'utf8'));
}
