import type {Keyframe} from '../protocol/keyframe.ts';
import type {LineSample, Sample} from '../protocol/sample.ts';
import type {DomainState, Ns} from '../protocol/words.ts';

export type Service = {
  /** How many devices were out of service in a sample. */
  add(sample: Sample): number;
  /** How long lines that have devices could not deliver in a sample, all together. */
  heldNs(sample: Sample): Ns;
  /** Devices are on a line that may have been on another one. */
  rewire(line: string, devices: readonly string[]): void;
};

/**
 * Which devices are out of service. One is in a sample when
 *
 * - its driver has not initialised it: it was reset or switched off and not probed since, or
 * - its owner does not work: hung (deaf too: it serves nothing), crashed, paused, booting, dead; or
 * - its line could not deliver in all of the sample, held for whatever reason, and delivered nothing: whoever it might have asked
 *   could not be told, even where the device happened not to ask. Polling is no delivery. Or
 * - its owner starved on its line through all of the sample, as where a CPU never leaves the interrupt path.
 *
 * A line that fires at all, late or a thousand times a second, keeps its devices in service: what they suffer is `late` and `starvedNs`.
 * Every device of the host counts, those of the supervisor itself too.
 */
export function openService({devices, domains}: Keyframe): Service {
  const working = new Map(domains.map(({name, state, down}) => [name, state ? works(state) : !down]));
  const known = devices.map(({name, line, domain, inService = true}) => ({name, line, domain, inService}));
  const byName = new Map(known.map(device => [device.name, device]));
  let wired = new Set(known.map(({line}) => line));

  function note(sample: Sample): void {
    for (const {name, state} of sample.domains ?? []) if (state) working.set(name, works(state));
    for (const {name, inService} of sample.devices ?? [])
      if (inService !== undefined && byName.has(name)) byName.get(name)!.inService = inService;
  }

  return {
    add(sample) {
      note(sample);
      const [deaf, starving] = [silencedIn(sample), starvedIn(sample)];
      return known.filter(
        ({line, domain, inService}) =>
          !inService ||
          (domain !== null && working.get(domain) === false) ||
          (line !== null && (deaf.has(line) || starving.has(`${domain} ${line}`))),
      ).length;
    },
    heldNs: ({lines = []}) => lines.reduce((sum, line) => (wired.has(line.irq) ? sum + heldNs(line) : sum), 0),
    rewire(line, names) {
      for (const name of names) if (byName.has(name)) byName.get(name)!.line = line;
      wired = new Set(known.map(device => device.line));
    },
  };
}

const works = (state: DomainState) => state === 'running' || state === 'slow';

/** Lines that were held through all of a sample and delivered nothing in it. */
function silencedIn({lines = [], spanNs}: Sample): Set<string> {
  return new Set(lines.filter(line => !line.counts && heldNs(line) >= spanNs).map(({irq}) => irq));
}

/** Domain and line where somebody starved through all of a sample. */
function starvedIn({domains = [], spanNs}: Sample): Set<string> {
  const on = domains.flatMap(({name, starvedOn = []}) =>
    starvedOn.filter(({starvedNs}) => starvedNs >= spanNs).map(({line}) => `${name} ${line}`),
  );
  return new Set(on);
}

function heldNs({heldNs: by = {}}: LineSample): Ns {
  return Object.values(by).reduce((sum, ns) => sum + ns, 0);
}
