import {readFileSync} from 'node:fs';
import type {Document} from './format/document.ts';

/** A built-in scenario that the build has read already. It loads neither the YAML parser nor the schema. */
export function builtInDocument(name: string): Document {
  return JSON.parse(readFileSync(new URL(`./catalogue/${name}.json`, import.meta.url), 'utf8'));
}
