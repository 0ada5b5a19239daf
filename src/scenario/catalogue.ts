import {readFileSync} from 'node:fs';
import {builtInDocument} from './builtin.ts';
import type {Document} from './format/document.ts';
import {type Scenario, scenarioOf} from './scenario.ts';

/** Names of the built-in scenarios; the first is the default. Each is a file in catalogue/. */
export const BUILT_IN = [
  'poweredge-400sc',
  'poweredge-400sc-video',
  'desktop-2005',
  'server-ioapic',
  'dom0-2008',
  'laptop',
  'server-msix',
  'huge',
  'wrong-descriptor',
] as const;

export type CatalogueRow = {
  readonly name: string;
  readonly title: string;
  readonly document: Document;
  readonly scenario: Scenario;
};

/** The scenarios that `irqdeck run` can simulate without a file. Each is read when it is first used. */
export const SCENARIOS: readonly CatalogueRow[] = BUILT_IN.map(name => {
  let read: Document | undefined;
  const document = () => (read ??= builtInDocument(name));
  return {
    name,
    get title() {
      return document().title;
    },
    get document() {
      return document();
    },
    get scenario() {
      return scenarioOf(document());
    },
  };
});

/** The text of a built-in scenario, for users to copy and change. */
export function builtInText(name: string): string {
  return readFileSync(new URL(`./catalogue/${name}.yaml`, import.meta.url), 'utf8');
}
