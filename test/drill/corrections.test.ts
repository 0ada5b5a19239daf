import {expect, test} from 'vitest';
import {causeOf, scheduleInjects} from '../../src/drill/file/injects.ts';
import {readCommand} from '../../src/model/words/command-line.ts';
import type {Fact} from '../../src/protocol/record/fact.ts';
import type {TraceRecord} from '../../src/protocol/record/record.ts';
import type {Sample} from '../../src/protocol/record/sample.ts';
import {DEFAULT_INTERVAL_NS} from '../../src/protocol/words.ts';
import {findDrill} from '../../src/stage/find-drill.ts';
import {judgeDrill} from '../../src/stage/judge.ts';
import {type Baselines, baselinesOf, play, runScript} from '../../src/stage/runs.ts';
import {setUpDrill} from '../../src/stage/setup.ts';

// What the catalogue has to teach rightly, each point shown by a run of the drill that teaches it.

const S = 1e9;

/** A drill with the cause that is meant, and ways to take it: seconds after the fault, command. */
async function taking(name: string, is: (answer: string) => boolean) {
  const setup = await setUpDrill(await findDrill(name));
  const {drill, names} = setup;
  const seed = [1, 2, 3, 4].find(each => is(causeOf(drill, each).answer))!;
  const plan = scheduleInjects(causeOf(drill, seed), seed, names, DEFAULT_INTERVAL_NS);
  const fault = plan.find(each => 'command' in each)?.t ?? 0;
  const run = (...steps: [after: number, order: string][]): TraceRecord[] => {
    const schedule = steps.map(([after, order]) => {
      const read = readCommand(order, names);
      if (!('command' in read)) throw new Error(read.fault);
      return {t: fault + after * S, command: read.command};
    });
    return play(setup, seed, schedule);
  };
  const solved = () => play(setup, seed, runScript(setup, seed, 'solution', fault));
  let baselines: Baselines | null = null;
  const judged = (...steps: [number, string][]) => {
    baselines ??= baselinesOf(setup, seed);
    return judgeDrill(setup, seed, run(...steps), baselines, 0);
  };
  return {drill, fault, run, solved, judged};
}

const samplesOf = (records: readonly TraceRecord[], from: number, to: number) =>
  records.filter((record): record is Sample => record.kind === 'sample' && record.t > from && record.t <= to);
const factsIn = <Kind extends Fact['kind']>(records: readonly TraceRecord[], kind: Kind) =>
  records.filter((record): record is Extract<Fact, {kind: Kind}> => record.kind === kind);
const servedIn = (records: readonly TraceRecord[], device: string, from: number, to: number) =>
  samplesOf(records, from, to)
    .flatMap(({devices = []}) => devices.filter(({name}) => name === device))
    .reduce((sum, {served = 0}) => sum + served, 0);
const countedIn = (records: readonly TraceRecord[], irq: string, from: number, to: number) =>
  samplesOf(records, from, to)
    .flatMap(({lines = []}) => lines.filter(line => line.irq === irq))
    .flatMap(({counts = []}) => counts)
    .reduce((sum, [, count]) => sum + count, 0);

test.each([
  ['storm', 'limit_line 169 200', 'set_coalescing eth0 2ms'],
  ['limited', 'limit_line 169 50', 'set_coalescing eth0 2ms'],
])('%s: limiting a healthy card is wrong, to let it ask less often is right', async (name, wrong, right) => {
  const {judged} = await taking(
    name,
    answer => /busy and healthy|more than the host can afford/.test(answer) && !/no more/.test(answer),
  );
  const limited = judged([9, wrong]);
  expect([limited.passed, limited.score <= 40]).toEqual([false, true]);
  expect(judged([9, right]).passed).toBe(true);
});

test('a card that can send messages is moved off a line by them, where that line can not be kept open', async () => {
  const {judged, solved} = await taking('silenced-guest', answer => answer === 'sys-usb');
  expect(factsIn(solved(), 'command_applied').map(({command}) => command.command)).toContain('use_messages');
  const without = judged([11, 'mask_line 16'], [12, 'restart_domain sys-usb'], [22.5, 'unmask_line 16']);
  // Masked for 11 s at 400 causes a second, of which the ring keeps 256: more than 4,000 are lost, each worth 0.1 s.
  expect(without.harmNs).toBeGreaterThan(400 * S);
});

test('another CPU helps where a handler keeps the one that a line goes to', async () => {
  const {solved} = await taking('dvd', answer => answer.startsWith('the handler of the DVD drive'));
  expect(factsIn(solved(), 'affinity_set').map(({line, cpu}) => [line, cpu])).toEqual([['16', 1]]);
});

test.each(['counterfactual', 'wrong-register'])('%s says that it is counterfactual', async name => {
  const {drill} = await findDrill(name);
  expect(drill.brief.join(' ')).toMatch(/counterfactual|never built/);
  expect(drill.lesson.join(' ')).toContain('Counterfactual');
});

test('the false alarm: slow, and nobody is served later than was promised; a alone is 70, with the diagnosis 100', async () => {
  const {judged, run, drill} = await taking('false-alarm', answer => answer === 'it is not a fault');
  expect(drill.policy).toBe('xen-2005');
  const slow = samplesOf(run(), 40 * S, 80 * S).flatMap(({domains = []}) =>
    domains.filter(({name}) => name === 'usb').flatMap(({ackNs = []}) => ackNs),
  );
  expect(slow.length).toBeGreaterThan(100);
  expect(judged().score).toBe(55);
  const seen: [number, string] = [10, 'acknowledge_alert usb'];
  expect(judged(seen).score).toBe(70);
  expect(judged(seen, [12, 'answer_diagnosis it is not a fault']).score).toBe(100);
  expect(judged(seen, [12, 'answer_diagnosis it is not a fault'], [14, 'restart_domain usb']).score).toBeLessThan(70);
});

test('moving a card is an outage of the whole host on conventional PCI, and refused for what is soldered', async () => {
  const desktop = await taking('busy-slot', answer => answer === 'let the network card ask less often');
  const moved = desktop.run([8, 'move_card eth0 PCI4']);
  const at = factsIn(moved, 'command_applied')[0].t;
  // No domain of the host runs a second later.
  const states = new Map(
    samplesOf(moved, at, at + S).flatMap(({domains = []}) => domains.map(({name, state}) => [name, state])),
  );
  expect([...states.values()]).toEqual(['restarting', 'restarting', 'restarting']);
  const server = await taking('hung-sharer', answer => answer === 'the network domain');
  const refused = factsIn(server.run([5, 'move_card eth0 PCI4']), 'command_refused');
  expect(refused.map(({reason}) => reason)).toEqual([expect.stringContaining('soldered')]);
});

test('the line that the kernel killed: its counter stands still, and its devices limp at ten a second', async () => {
  const {run} = await taking('killed-line', answer => answer.includes('network card'));
  const idle = run();
  const [{t, line}] = factsIn(idle, 'line_killed');
  expect(line).toBe('16');
  const from = Math.ceil(t / S) * S + S;
  expect(countedIn(idle, '16', from, from + 20 * S)).toBe(0);
  // Of 60 causes a second one is served at each poll.
  expect(servedIn(idle, 'libata', from, from + 20 * S)).toBe(200);
});

test('the orphan has no reset and no power states, and its driver alone silences it', async () => {
  const {run} = await taking('orphan', () => true);
  for (const order of ['reset_device uhci_hcd:usb4', 'cycle_power uhci_hcd:usb4', 'reset_device libata'])
    expect(factsIn(run([8, order]), 'command_refused')).toHaveLength(1);
});

test('a guest silences itself after about a hundred seconds: 100,000 interrupts, a thousand a second', async () => {
  const {run, fault} = await taking('silenced-guest', answer => answer === 'sys-net');
  const given = factsIn(run(), 'line_given_up').find(({domain}) => domain === 'dom0')!;
  expect(given.line).toBe('16');
  // Those of normal life count too: 400 of the wireless card and 60 of the controller a second.
  const expected = (100_000 - 460 * (fault / S)) / 1000;
  expect(Math.abs((given.t - fault) / S - expected)).toBeLessThan(3);
});

test('a driver whose card locks up is restarted in vain as long as it lets the card send messages', async () => {
  const {judged} = await taking('locked-up', answer => answer.startsWith('the messages'));
  expect(judged([8, 'restart_domain sys-net'], [20, 'reset_device wlp0s20']).passed).toBe(false);
  expect(judged([8, 'use_pin wlp0s20']).passed).toBe(true);
});
