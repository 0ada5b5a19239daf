import type {KnownNames} from '../drill/file/check.ts';
import type {Drill} from '../drill/file/document.ts';
import {causeOf, drillWith} from '../drill/file/injects.ts';
import type {Names} from '../model/words/command-line.ts';
import {DEFAULT_INTERVAL_NS} from '../protocol/words.ts';
import {SCENARIOS} from '../scenario/catalogue.ts';
import type {Scenario} from '../scenario/scenario.ts';
import {POLICY_NAMES, policyNamed} from '../setup/mechanisms.ts';
import {scenarioNames} from '../setup/names.ts';
import {withParameters} from '../setup/scenario.ts';
import {settingsOf} from '../setup/settings.ts';
import {openSimulator} from '../source/simulator/simulator.ts';
import {type ConductorOptions, type DrillSource, openConductor} from './conductor.ts';

/** A drill and the text of its file. */
export type FoundDrill = {drill: Drill; text: string};

/** The policies and scenarios that a drill can use. */
export const KNOWN: KnownNames = {
  policies: POLICY_NAMES,
  scenarios: SCENARIOS.map(({name}) => name),
  document: scenario => SCENARIOS.find(({name}) => name === scenario)!.document,
};

/** A drill and the simulation that it is played on. */
export type DrillSetup = {drill: Drill; text: string; scenario: Scenario; policy: string; names: Names};

/** Rejects with a UsageError if a setting of the drill is not possible. */
export async function setUpDrill({drill, text}: FoundDrill): Promise<DrillSetup> {
  const settings = settingsOf(Object.entries(drill.set).map(([key, value]) => `${key}=${value}`));
  const document = SCENARIOS.find(({name}) => name === drill.scenario)!.document;
  const scenario = await withParameters({document}, settings);
  const policy = [drill.policy, ...settings.mechanisms].join('+');
  policyNamed(policy);
  return {drill, text, scenario, policy, names: scenarioNames(scenario)};
}

/** How a run differs from that of a trainee. */
export type Variant = Pick<ConductorOptions, 'healthy' | 'untilNs' | 'tapFor' | 'hear'>;

/** Opens a drill, ready to be taken. */
export function openDrill(setup: DrillSetup, seed: number, variant: Variant = {}): DrillSource {
  const {drill, text, scenario, policy, names} = setup;
  const source = openSimulator({
    scenario,
    policy: policyNamed(policy),
    seed,
    intervalNs: DEFAULT_INTERVAL_NS,
    hardware: 'assumed',
  });
  const cause = causeOf(drill, seed);
  return openConductor({drill: drillWith(drill, cause), cause, text, source, names, ...variant});
}
