import fc from 'fast-check';
import {expect, test} from 'vitest';
import {wiredFor} from '../../../src/machine/hardware/assumed-hardware.ts';
import {BIND, LINE} from '../../../src/machine/memory/records.ts';
import type {Policy} from '../../../src/machine/policy/policy.ts';
import type {MachineSpec} from '../../../src/machine/spec.ts';
import {advance} from '../../../src/model/fold/fold.ts';
import {keyframe} from '../../../src/model/fold/keyframe.ts';
import {initialView, type View} from '../../../src/model/view/view.ts';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import type {Sample} from '../../../src/protocol/record/sample.ts';
import {type AtNs, anyPolicy, anyScript, anySpec} from '../../helpers/anyspec.ts';
import {drive, MS, policy, poweredge, type Run, S, US} from '../../helpers/host.ts';
import {type Inside, openHost} from '../../helpers/inside.ts';
import {HEADER} from '../../model/machine.ts';

const UNTIL = 60 * MS;
/** Storms make many events; the first of them are like the rest. */
const MOST_EVENTS = 4_000;

type Case = {spec: MachineSpec; policy: Policy; seed: number; script: AtNs[]; every: number; turns: number[]};

/** `turns` at every sample: 0 to go on, 1 to go on from a keyframe of the view, 2 to go astray and be restored first. */
const anyCase: fc.Arbitrary<Case> = anySpec.chain(spec =>
  fc.record({
    spec: fc.constant(spec),
    policy: anyPolicy,
    seed: fc.nat(),
    script: anyScript(spec, UNTIL),
    every: fc.constantFrom(37 * US, 200 * US, 1 * MS, 10 * MS),
    turns: fc.array(fc.constantFrom(0, 0, 0, 1, 2), {minLength: 1, maxLength: 20}),
  }),
);

test('after every sample a viewer knows who owes what since when as the machine does', () => {
  fc.assert(fc.property(anyCase, follow), {numRuns: 60});
});

test.runIf(process.env.LONG)('the same for long', () => {
  fc.assert(fc.property(anyCase, follow), {numRuns: 20_000, interruptAfterTimeLimit: 600_000});
});

/** The records about line 169 after `from`, and about the debts of net: seconds, names. */
function told({samples}: Run, from: number) {
  return samples
    .filter(({t}) => t > from)
    .flatMap(({t, lines = [], domains = []}) => [
      ...lines.flatMap(({irq, owedBy}) => (irq === '169' && owedBy ? [[t / S, ...owedBy]] : [])),
      ...domains.flatMap(({name, owes}) => (name === 'net' && owes ? [[t / S, ...owes]] : [])),
    ]);
}

/** The PowerEdge, whose domains boot in 20 ms, with line 169 frozen because of net. */
function frozen(...more: {at: string; do: MachineCommand}[]): Run {
  const spec = structuredClone(poweredge);
  for (const domain of spec.domains) domain.bootNs = 20 * MS;
  const hang = {at: '2s', do: {command: 'hang_domain', domain: 'net'}} as const;
  return drive({spec, policy: policy('xen-2005'), seed: 1}, '5s', [hang, ...more]);
}

test('a debt that stands is told once', () => {
  expect(told(frozen(), 3 * S)).toEqual([]);
});

test('unmasked, the line fires again before the next sample: net owes as before, and that is told', () => {
  const run = frozen({at: '4050ms', do: {command: 'unmask_line', line: '169'}});
  expect(told(run, 3 * S)).toEqual([
    [4.1, 'net'],
    [4.1, '169'],
  ]);
});

test('restarted, net hangs again before the next sample: it owes as before, and that is told', () => {
  const hang = {at: '4080ms', do: {command: 'hang_domain', domain: 'net'}} as const;
  const run = frozen({at: '4010ms', do: {command: 'restart_domain', domain: 'net'}}, hang);
  expect(told(run, 3 * S)).toEqual([
    [4.1, 'net'],
    [4.1, '169'],
  ]);
});

function follow({spec, policy, seed, script, every, turns}: Case): void {
  const {host, m} = openHost({spec: wiredFor(spec, policy), policy, seed}, {});
  let view = advance(initialView(HEADER), [host.keyframe()]);
  let [sampleAt, samples] = [every, 0];
  let struck = false;
  let takenOver = takenOverIn(m);
  const hear = () => {
    const facts = host.takeFacts();
    struck ||= facts.some(({kind}) => ['line_unmasked', 'domain_unbound', 'domain_destroyed'].includes(kind));
    view = advance(view, facts);
  };
  const look = () => {
    hear();
    const turn = turns[samples++ % turns.length];
    const kept = turn === 2 ? host.snapshot() : null;
    if (kept) {
      host.run(host.now() + 3 * every);
      host.takeSample();
      host.takeFacts();
      host.restore(kept);
    }
    const sample = host.takeSample();
    // A debt that the supervisor took over stands before the others: reported again, and mostly in the order that it had.
    const before = takenOver;
    takenOver = takenOverIn(m);
    if (!struck && takenOver === before) expectNews(sample, view);
    struck = false;
    view = advance(view, [sample]);
    expect(knownOf(view)).toEqual(truthOf(m));
    if (turn === 1) view = advance(initialView(HEADER), [keyframe(view)]);
    expect(knownOf(view)).toEqual(truthOf(m));
  };
  const goTo = (t: number) => {
    while (host.now() < t && !host.lost() && host.events() < MOST_EVENTS) {
      host.run(Math.min(t, sampleAt));
      if (host.now() < sampleAt) continue;
      look();
      sampleAt += every;
    }
  };
  for (const {t, do: command} of script) {
    goTo(t);
    host.apply(command);
    hear();
  }
  goTo(UNTIL);
}

/** Whose debts the supervisor has taken over. */
function takenOverIn({ints, plan}: Inside): string {
  return plan.lineAt.flatMap(line => plan.bindsAt.get(line)!.map(bind => ints[bind + BIND.kept])).join();
}

/** A sample has only the debts that are not known anyway. */
function expectNews({lines = [], domains = []}: Sample, view: View): void {
  for (const {irq, owedBy} of lines) if (owedBy) expect(owedBy).not.toEqual(view.lines.get(irq)!.owedBy);
  for (const {name, owes} of domains) if (owes) expect(owes).not.toEqual(view.domains.get(name)!.owes);
}

function knownOf({lines, domains}: View) {
  return {
    lines: lines.rows.map(({irq, owedBy}) => ({irq, owedBy})),
    domains: domains.rows.map(({name, owes, oldestDebtSinceNs, silentSinceNs}) => ({
      name,
      owes,
      oldestDebtSinceNs,
      silentSinceNs,
    })),
  };
}

/** By the machine's records: a debt of its own, or one that the supervisor has taken over and keeps. */
function truthOf({ints, times, plan, spec}: Inside) {
  const nameOf = (bind: number) => spec.domains[plan.domainAt.indexOf(ints[bind + BIND.domain])].name;
  const irqOf = (bind: number) => spec.lines[plan.lineAt.indexOf(ints[bind + BIND.line])].irq;
  const kept = (bind: number) => ints[bind + BIND.kept] === 1;
  const owing = (bind: number) => ints[bind + BIND.debt] === 1;
  const earliest = (sinces: number[]) => (sinces.length > 0 ? Math.min(...sinces) : null);
  return {
    lines: spec.lines.map(({irq}, i) => {
      const bound: number[] = [];
      for (let bind = ints[plan.lineAt[i] + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) bound.push(bind);
      const theirs = [...plan.bindsAt.get(plan.lineAt[i])!.filter(kept), ...bound.filter(b => owing(b) && !kept(b))];
      return {irq, owedBy: theirs.map(nameOf)};
    }),
    domains: spec.domains.map(({name}, i) => {
      const binds = plan.bindsOf.get(plan.domainAt[i])!;
      const lines = binds.filter(bind => owing(bind) || kept(bind)).map(irqOf);
      const silences = binds.map(bind => times[(bind >> 1) + BIND.silentSince]).filter(since => since >= 0);
      return {
        name,
        owes: spec.lines.map(({irq}) => irq).filter(irq => lines.includes(irq)),
        oldestDebtSinceNs: earliest(binds.filter(owing).map(bind => times[(bind >> 1) + BIND.debtSince])),
        silentSinceNs: earliest(silences),
      };
    }),
  };
}
