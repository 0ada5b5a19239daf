import {LATE_NS} from '../model/judge/health.ts';
import {isStorm} from '../model/judge/tracking.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Fact} from '../protocol/record/fact.ts';
import type {Keyframe} from '../protocol/record/keyframe.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Sample} from '../protocol/record/sample.ts';
import type {Ns} from '../protocol/words.ts';
import type {Scheduled} from '../session/session.ts';
import {openCauses} from './causes.ts';
import {guilty} from './innocent.ts';
import {openService} from './service.ts';

/**
 * What a run did to the host, from its first scripted command to its end (without commands: from its beginning), at the resolution of
 * its samples. An *innocent* domain is one that no command names, by its name or by that of a device of its own; an innocent device is
 * one of theirs or of the supervisor. A host that is lost stays so to the end: nothing of it is in service then.
 */
export type Outcome = {
  /** When the watchdog gave the host up; `null`: it survived. */
  lostNs: Ns | null;
  /** How long innocent domains starved, all together: healthy, a cause of theirs unserved, and they could not be notified. Until the host was lost. */
  starvedNs: Ns;
  /** Causes of innocent devices that were served more than 10 ms after they were raised, or have waited that long at the end. */
  late: number;
  /** Causes of any device that never were to be served: raised beyond its queue, dropped by a limiter, thrown away by a reset. */
  lost: number;
  /** Time in samples in which a line stormed by the rule of the alert, without its 500 ms of patience: above 10,000/s or half a CPU. */
  stormNs: Ns;
  /** How long lines that have devices could not deliver, whatever the reason, all together. */
  maskedNs: Ns;
  /** Share of all devices that were out of service, averaged over the time; see `openService`. */
  outOfService: number;
  /**
   * Of the innocent device for which it is worst: 99 % of its causes were served within this time. Those that wait at the end count
   * with the time that they have waited. `null`: no innocent device raised a cause.
   */
  p99Ns: Ns | null;
  /** From the first command to the end of the last sample with a device out of service, a storm, or a domain that starved for over 10 ms of it; `null`: that was the last sample, or the host was lost. */
  recoveredNs: Ns | null;
  /** Scripted commands that the machine refused, with the reason. */
  refused: {t: Ns; command: Command; reason: string}[];
};

/** The outcome of a run from its records, of which the first is a keyframe. `untilNs` is when it was to end. */
export function outcomeOf(records: Iterable<TraceRecord>, schedule: readonly Scheduled[], untilNs: Ns): Outcome {
  const fromNs = schedule.reduce((first, {t}) => Math.min(first, t), schedule.length > 0 ? untilNs : 0);
  const outcome = unharmed();
  let ledger: Ledger | null = null;
  for (const record of records) {
    if (record.kind === 'keyframe') ledger ??= openLedger(record, schedule, fromNs, outcome);
    else if (record.kind === 'sample') ledger?.add(record);
    else if (record.kind !== 'step' && record.kind !== 'index') ledger?.note(record);
  }
  ledger?.close(untilNs);
  return outcome;
}

function unharmed(): Outcome {
  return {
    lostNs: null,
    starvedNs: 0,
    late: 0,
    lost: 0,
    stormNs: 0,
    maskedNs: 0,
    outOfService: 0,
    p99Ns: null,
    recoveredNs: 0,
    refused: [],
  };
}

type Ledger = {
  add(sample: Sample): void;
  note(fact: Fact): void;
  close(untilNs: Ns): void;
};

function openLedger(keyframe: Keyframe, schedule: readonly Scheduled[], fromNs: Ns, outcome: Outcome): Ledger {
  const guiltyDomains = guilty(schedule, keyframe);
  const innocentDevices = keyframe.devices.filter(({domain}) => domain === null || !guiltyDomains.has(domain));
  const causes = openCauses(
    innocentDevices.map(({name}) => name),
    fromNs,
  );
  const service = openService(keyframe);
  const counters = new Set(keyframe.lines.filter(({counter}) => counter).map(({irq}) => irq));
  let [lastNs, lastBadNs, outNs] = [fromNs, fromNs, 0];

  return {
    add(sample) {
      causes.add(sample);
      const out = service.add(sample);
      if (sample.t <= fromNs) return;
      for (const {name, starvedNs = 0} of sample.domains ?? [])
        if (!guiltyDomains.has(name)) outcome.starvedNs += starvedNs;
      for (const {lost = 0} of sample.devices ?? []) outcome.lost += lost;
      outcome.maskedNs += service.heldNs(sample);
      const storms = stormsIn(sample, counters);
      if (storms) outcome.stormNs += sample.spanNs;
      outNs += out * sample.spanNs;
      lastNs = sample.t;
      if (out > 0 || storms || someStarves(sample)) lastBadNs = sample.t;
    },
    note(fact) {
      service.note(fact);
      if (fact.kind === 'host_lost') outcome.lostNs = fact.t;
      if (fact.kind === 'command_refused' && fact.command)
        outcome.refused.push({t: fact.t, command: fact.command, reason: fact.reason});
    },
    close(untilNs) {
      const all = keyframe.devices.length;
      if (outcome.lostNs !== null) outNs += all * (untilNs - Math.max(lastNs, fromNs));
      const lastingNs = untilNs - fromNs;
      outcome.outOfService = all === 0 || lastingNs <= 0 ? 0 : Math.min(1, outNs / all / lastingNs);
      Object.assign(outcome, causes.close(untilNs));
      const never = outcome.lostNs !== null || (lastBadNs === lastNs && lastNs > fromNs);
      outcome.recoveredNs = never ? null : lastBadNs - fromNs;
    },
  };
}

function stormsIn({lines = [], spanNs}: Sample, counters: ReadonlySet<string>): boolean {
  return lines.some(line => {
    const counted = (line.counts ?? []).reduce((sum, [, count]) => sum + count, 0);
    return !counters.has(line.irq) && isStorm(counted, line.cpuNs ?? 0, spanNs);
  });
}

/** Every handler starves somebody for microseconds; trouble begins with what is called late. */
function someStarves({domains = []}: Sample): boolean {
  return domains.some(({starvedNs = 0}) => starvedNs > LATE_NS);
}
