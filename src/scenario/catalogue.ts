import {readFileSync} from 'node:fs';
import {builtInDocument} from './builtin.ts';
import type {Document} from './format/document.ts';
import {type Scenario, scenarioOf} from './scenario.ts';

/** Names of the built-in scenarios, which are files in catalogue/; the first is the default. */
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

/** What `irqdeck run` can simulate without a file; each is read when it is looked at. */
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

/** The file of a built-in scenario, to be copied and changed. */
export function builtInText(name: string): string {
  return readFileSync(new URL(`./catalogue/${name}.yaml`, import.meta.url), 'utf8');
}
