import {poweredge400sc} from './poweredge-400sc.ts';
import type {Scenario} from './scenario.ts';

/** What `irqdeck run` can simulate; the first is the default. */
export const SCENARIOS: readonly {name: string; title: string; scenario: Scenario}[] = [poweredge400sc].map(
  scenario => ({
    name: scenario.name,
    title: scenario.title,
    scenario,
  }),
);
