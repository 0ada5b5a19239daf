import fc from 'fast-check';
import {expect, test} from 'vitest';
import {wiredFor} from '../../src/machine/hardware/assumed-hardware.ts';
import {MODE} from '../../src/machine/memory/codes.ts';
import {BIND, CPU, DEVICE, DOMAIN, LINE} from '../../src/machine/memory/records.ts';
import type {Policy} from '../../src/machine/policy/policy.ts';
import type {MachineSpec} from '../../src/machine/spec.ts';
import type {Fact} from '../../src/protocol/record/fact.ts';
import type {Sample} from '../../src/protocol/record/sample.ts';
import {LINE_STATES} from '../../src/protocol/words.ts';
import {type AtNs, anyPolicy, anyScript, anySpec} from '../helpers/anyspec.ts';
import {MS, US} from '../helpers/host.ts';
import {type Inside, isHealthy, openHost} from '../helpers/inside.ts';
import {checkInvariants} from '../helpers/invariants.ts';

const UNTIL = 60 * MS;
const LONG_UNTIL = 400 * MS;
/** Storms make many events; the first of them are like the rest. */
const MOST_EVENTS = 8_000;

type Case = {spec: MachineSpec; policy: Policy; seed: number; script: AtNs[]; every: number};

const anyCase = (untilNs: number): fc.Arbitrary<Case> =>
  anySpec.chain(spec =>
    fc.record({
      spec: fc.constant(spec),
      policy: anyPolicy,
      seed: fc.nat(),
      script: anyScript(spec, untilNs),
      every: fc.constantFrom(37 * US, 1 * MS, 10 * MS),
    }),
  );

test('whatever the machine is and whatever is done to it: every event leaves it sound, and its samples tell the truth', () => {
  fc.assert(
    fc.property(anyCase(UNTIL), one => runChecked(one, UNTIL, MOST_EVENTS)),
    {numRuns: 150},
  );
});

test.runIf(process.env.LONG)('the same for long', () => {
  fc.assert(
    fc.property(anyCase(LONG_UNTIL), one => runChecked(one, LONG_UNTIL, 20 * MOST_EVENTS)),
    {numRuns: 5_000, interruptAfterTimeLimit: 600_000, markInterruptAsFailure: false},
  );
});

function runChecked({spec, policy, seed, script, every}: Case, untilNs: number, mostEvents: number): void {
  const books = new Books(wiredFor(spec, policy));
  const settled = (inside: Inside) => {
    checkInvariants(inside);
    books.hear(host.takeFacts(), inside);
  };
  const {host, m} = openHost({spec, policy, seed}, {settled, moved: inside => books.book(inside)});
  let sampleAt = every;
  const advance = (t: number) => {
    while (host.now() < t && !host.lost() && host.events() < mostEvents) {
      host.run(Math.min(t, sampleAt));
      if (host.now() < sampleAt) continue;
      books.take(host.takeSample());
      sampleAt += every;
    }
  };
  for (const {t, do: command} of script) {
    advance(t);
    host.apply(command);
    settled(m);
  }
  advance(untilNs);
  settled(m);
  books.take(host.takeSample());
  if (!host.lost()) books.compare(m);
}

type Sums = {[name: string]: number};

/** An account of the machine's time kept by looking at it whenever its clock moves, to be compared with what its samples say. */
class Books {
  private last = 0;
  private readonly spec: MachineSpec;
  private readonly seen: Sums = {};
  private readonly told: Sums = {};

  constructor(spec: MachineSpec) {
    this.spec = spec;
  }

  book(m: Inside): void {
    const {ints, plan} = m;
    const ns = m.clock[0] - this.last;
    this.last = m.clock[0];
    if (ns === 0) return;
    for (const [i, cpu] of plan.cpuAt.entries()) {
      const job = ints[cpu + CPU.job];
      if (ints[cpu + CPU.mode] === MODE.path) {
        add(this.seen, `CPU ${i} supervisor`, ns);
        add(this.seen, `line ${this.irq(m, job < 0 ? ~job : job)} cost`, ns);
      } else if (ints[cpu + CPU.mode] === MODE.vcpu) {
        add(this.seen, `CPU ${i} handler`, ns);
        // The upcall is for the first line that it will look at.
        const bind = ints[job + DOMAIN.bind] >= 0 ? ints[job + DOMAIN.bind] : ints[job + DOMAIN.eventHead];
        if (bind >= 0) add(this.seen, `line ${this.irq(m, ints[bind + BIND.line])} cost`, ns);
      }
    }
    for (const [i, line] of plan.lineAt.entries()) {
      const state = LINE_STATES[ints[line + LINE.state]];
      if (state !== 'open') add(this.seen, `line ${this.spec.lines[i].irq} ${state}`, ns);
    }
    for (const [i, domain] of plan.domainAt.entries()) {
      if (ints[domain + DOMAIN.starving] > 0) add(this.seen, `${this.spec.domains[i].name} not told`, ns);
    }
  }

  take({spanNs, cpus = [], lines = [], domains = [], devices = []}: Sample): void {
    for (const {cpu, supervisorNs = 0, handlerNs = 0} of cpus) {
      within(supervisorNs + handlerNs, spanNs, `CPU ${cpu}`);
      add(this.told, `CPU ${cpu} supervisor`, supervisorNs);
      add(this.told, `CPU ${cpu} handler`, handlerNs);
    }
    for (const {irq, heldNs = {}, cpuNs = 0} of lines) {
      for (const [state, ns] of Object.entries(heldNs)) add(this.told, `line ${irq} ${state}`, ns);
      within(
        Object.values(heldNs).reduce((sum, ns) => sum + ns, 0),
        spanNs,
        `line ${irq}`,
      );
      add(this.told, `line ${irq} cost`, cpuNs);
    }
    for (const {name, starvedNs = 0, starvedOn = [], acked = 0, ackNs = []} of domains) {
      within(starvedNs, spanNs, name);
      for (const on of starvedOn) {
        within(on.starvedNs, spanNs, `${name} on ${on.line}`);
        expect(on.by).not.toContain(name);
      }
      add(this.told, `${name} starved`, starvedNs);
      expect(count(ackNs)).toBeLessThanOrEqual(acked);
    }
    for (const {name, raised = 0, served = 0, lost = 0, servedNs = []} of devices) {
      expect(count(servedNs), `latencies of ${name}`).toBe(served);
      add(this.told, `${name} waiting`, raised - served - lost);
    }
  }

  /** Nobody who does not work probes a device. */
  hear(facts: Fact[], m: Inside): void {
    for (const fact of facts) {
      if (fact.kind !== 'device_probed') continue;
      const {domain} = this.spec.devices.find(one => one.name === fact.device)!;
      // The supervisor looks after its own.
      if (domain === null) continue;
      const works = isHealthy(m, m.plan.domainOf.get(domain)!);
      expect(works, `${fact.device} is probed at ${fact.t} ns by ${domain}, which works`).toBe(true);
    }
  }

  private irq(m: Inside, line: number): string {
    return this.spec.lines[m.ints[line + LINE.index]].irq;
  }

  compare(m: Inside): void {
    const names = new Set([...Object.keys(this.seen), ...Object.keys(this.told)]);
    const exact = [...names].filter(name => /^CPU|^line/.test(name));
    const pick = (sums: Sums) => Object.fromEntries(exact.map(name => [name, sums[name] ?? 0]));
    expect(pick(this.told)).toEqual(pick(this.seen));
    for (const {name} of this.spec.domains) {
      // And besides, while a CPU in the path kept it from looking.
      expect(this.told[`${name} starved`] ?? 0, name).toBeGreaterThanOrEqual(this.seen[`${name} not told`] ?? 0);
    }
    for (const [i, {name}] of this.spec.devices.entries()) {
      expect(this.told[`${name} waiting`] ?? 0, `${name} asks`).toBe(m.ints[m.plan.deviceAt[i] + DEVICE.waiting]);
    }
  }
}

function add(sums: Sums, name: string, n: number): void {
  sums[name] = (sums[name] ?? 0) + n;
}

function within(ns: number, spanNs: number, who: string): void {
  if (ns < 0 || ns > spanNs) throw new Error(`${who}: ${ns} ns of ${spanNs}`);
}

function count(histogram: [number, number][]): number {
  return histogram.reduce((sum, [, n]) => sum + n, 0);
}
