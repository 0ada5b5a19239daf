import type {Fact} from '../protocol/record/fact.ts';
import type {Keyframe} from '../protocol/record/keyframe.ts';
import type {LineSample, Sample} from '../protocol/record/sample.ts';
import type {DomainState, Ns} from '../protocol/words.ts';

export type Service = {
  /** How many devices were out of service in a sample. */
  add(sample: Sample): number;
  /** How long lines that have devices could not deliver in a sample, all together. */
  heldNs(sample: Sample): Ns;
  /** Facts show that devices move to another line, and that a host is switched off and on. */
  note(fact: Fact): void;
};

/**
 * Which devices are out of service. One is in a sample when
 *
 * - its driver has not initialised it: it was reset or switched off and not probed since, or
 * - its owner does not work: hung (deaf too: it serves nothing), crashed, paused, booting, dead; or
 * - its line could not deliver in all of the sample, held for whatever reason, and delivered nothing: its devices may have asked.
 *
 * A line that fires at all, late or a thousand times a second, keeps its devices in service: `late` and `starvedNs` show their trouble.
 * Every device of the host counts, those of the supervisor itself too.
 */
export function openService({devices, domains}: Keyframe): Service {
  const working = new Map(domains.map(({name, state, down}) => [name, state ? works(state) : !down]));
  const known = devices.map(({name, line, domain, inService = true}) => ({
    name,
    line,
    domain,
    inService,
    waiting: 0,
    ignored: false,
  }));
  const byName = new Map(known.map(device => [device.name, device]));
  let wired = new Set(known.map(({line}) => line));

  let down = false;

  function learn(sample: Sample): void {
    for (const {name, state} of sample.domains ?? []) if (state) working.set(name, works(state));
    for (const device of known) device.ignored = device.waiting > 0;
    for (const {name, inService, raised = 0, served = 0, lost = 0} of sample.devices ?? []) {
      const device = byName.get(name);
      if (!device) continue;
      device.inService = inService ?? device.inService;
      device.ignored &&= served === 0;
      device.waiting += raised - served - lost;
    }
  }

  function rewire(line: string, names: readonly string[]): void {
    for (const name of names) if (byName.has(name)) byName.get(name)!.line = line;
    wired = new Set(known.map(device => device.line));
  }

  return {
    add(sample) {
      learn(sample);
      if (down) return known.length;
      const silenced = silencedIn(sample);
      return known.filter(
        ({line, domain, inService, ignored}) =>
          !inService || ignored || working.get(domain ?? '') === false || silenced.has(line ?? ''),
      ).length;
    },
    heldNs: ({lines = []}) => lines.reduce((sum, line) => (wired.has(line.irq) ? sum + heldNs(line) : sum), 0),
    note(fact) {
      if (fact.kind === 'line_rewired') rewire(fact.line, fact.devices);
      else if (fact.kind === 'device_moved') rewire(fact.to, [fact.device]);
      else if (fact.kind === 'host_down') down = true;
      else if (fact.kind === 'host_up') down = false;
    },
  };
}

const works = (state: DomainState) => state === 'running' || state === 'slow';

/** Lines that were held through all of a sample and delivered nothing in it. */
function silencedIn({lines = [], spanNs}: Sample): Set<string> {
  return new Set(lines.filter(line => !line.counts && heldNs(line) >= spanNs).map(({irq}) => irq));
}

function heldNs({heldNs: by = {}}: LineSample): Ns {
  return Object.values(by).reduce((sum, ns) => sum + ns, 0);
}
