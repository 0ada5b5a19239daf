import type {Fact} from '../../protocol/record/fact.ts';
import type {Keyframe} from '../../protocol/record/keyframe.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Sample} from '../../protocol/record/sample.ts';
import {NS_PER_MS, type Ns} from '../../protocol/words.ts';

/** The service that a domain lost. */
export type Loss = {
  /** It was healthy, and could not be notified of its devices. */
  starvedNs: Ns;
  /** It did not run, or one of its devices was out of service. */
  outNs: Ns;
  /** Causes of its devices that were served more than 10 ms after they were raised. */
  late: number;
  /** Causes of its devices that were never served. */
  lost: number;
};

export type Losses = {readonly [domain: string]: Loss};

/** A late and a lost cause as time without service. */
export const LATE_COUNTS_NS = 10 * NS_PER_MS;
export const LOST_COUNTS_NS = 100 * NS_PER_MS;

/** What the innocent domains of a run lost up to `untilNs`. A lost host serves no domain from then on. */
export function lossesOf(records: readonly TraceRecord[], guilty: ReadonlySet<string>, untilNs: Ns): Losses {
  const count = openCount(records[0] as Keyframe, guilty);
  for (const record of records) {
    if (record.t > untilNs) break;
    if (record.kind === 'sample') count.add(record);
    if (record.kind === 'host_lost') for (const loss of Object.values(count.losses)) loss.outNs += untilNs - record.t;
  }
  return count.losses;
}

/** Counts what the innocent domains lose, sample by sample, from the keyframe `first` on. */
export function openCount(first: Keyframe, guilty: ReadonlySet<string>) {
  // Names come from outside: a domain may be called `constructor`.
  const losses: {[domain: string]: Loss} = Object.create(null);
  for (const {name} of first.domains) if (!guilty.has(name)) losses[name] = {starvedNs: 0, outNs: 0, late: 0, lost: 0};
  const service = openService(first);
  return {losses, add: (sample: Sample) => addSample(losses, sample, service)};
}

/** What a run lost in excess of another. */
export function lossesOver(losses: Losses, other: Losses): Losses {
  const more = (one: number, two = 0) => Math.max(0, one - two);
  return Object.fromEntries(
    Object.entries(losses).map(([name, {starvedNs, outNs, late, lost}]) => {
      const base = other[name];
      return [
        name,
        {
          starvedNs: more(starvedNs, base?.starvedNs),
          outNs: more(outNs, base?.outNs),
          late: more(late, base?.late),
          lost: more(lost, base?.lost),
        },
      ];
    }),
  );
}

/** All losses together, as time without service. */
export function harmNs(losses: Losses): Ns {
  return Object.values(losses).reduce((sum, loss) => sum + harmOf(loss), 0);
}

export function harmOf({starvedNs, outNs, late, lost}: Loss): Ns {
  return starvedNs + outNs + late * LATE_COUNTS_NS + lost * LOST_COUNTS_NS;
}

type Service = {
  update(sample: Sample): void;
  /** The domains that are out. */
  readonly out: readonly string[];
  ownerOf(device: string): string | null;
};

/** A domain is out while it does not run, or one of its devices is not in service. */
function openService({domains, devices}: Keyframe): Service {
  const works = new Map(domains.map(({name, state, down}) => [name, state ? isRunning(state) : !down]));
  const owners = new Map(devices.map(({name, domain}) => [name, domain]));
  const serves = new Map(devices.map(({name, inService}) => [name, inService !== false]));
  // Worked out only after a change: few samples change anything, and `out` is read at each.
  let out = outNow();
  function outNow(): string[] {
    const withoutDevice = [...serves].filter(([, well]) => !well).map(([device]) => owners.get(device));
    return [...works].filter(([name, well]) => !well || withoutDevice.includes(name)).map(([name]) => name);
  }
  return {
    update(sample) {
      let changed = false;
      const set = (of: Map<string, boolean>, name: string, well: boolean) => {
        changed ||= of.get(name) !== well;
        of.set(name, well);
      };
      for (const {name, state} of sample.domains ?? []) if (state) set(works, name, isRunning(state));
      for (const {name, inService} of sample.devices ?? []) if (inService !== undefined) set(serves, name, inService);
      if (changed) out = outNow();
    },
    get out() {
      return out;
    },
    ownerOf: device => owners.get(device) ?? null,
  };
}

function isRunning(state: string): boolean {
  return state === 'running' || state === 'slow';
}

function addSample(losses: {[domain: string]: Loss}, sample: Sample, service: Service): void {
  service.update(sample);
  for (const {name, starvedNs = 0} of sample.domains ?? []) if (losses[name]) losses[name].starvedNs += starvedNs;
  for (const {name, late = 0, lost = 0} of sample.devices ?? []) {
    const loss = losses[service.ownerOf(name) ?? ''];
    if (!loss) continue;
    loss.late += late;
    loss.lost += lost;
  }
  for (const name of service.out) if (losses[name]) losses[name].outNs += sample.spanNs;
}

/** The facts of a run, in order. */
export function factsOf(records: readonly TraceRecord[]): Fact[] {
  const other: readonly string[] = ['keyframe', 'sample', 'step', 'index'];
  return records.filter((record): record is Fact => !other.includes(record.kind));
}
