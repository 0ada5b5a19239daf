import type {Names} from '../model/words/command-line.ts';
import type {Scenario} from '../scenario/scenario.ts';

/** The names that commands can use in a scenario. */
export function scenarioNames({machine: {domains, devices, lines}}: Scenario): Names {
  return {
    domain: domains.map(({name}) => name),
    device: devices.map(({name}) => name),
    line: lines.map(({irq}) => irq),
  };
}
