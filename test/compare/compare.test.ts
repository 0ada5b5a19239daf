import {expect, test} from 'vitest';
import {type Comparison, comparePolicies} from '../../src/compare/compare.ts';
import {summaries} from '../../src/compare/summary.ts';
import type {TrialScript} from '../../src/compare/trial.ts';
import {policy, poweredge, S} from '../helpers/host.ts';

const HANG: TrialScript['schedule'] = [{t: 1 * S, command: {command: 'hang_domain', domain: 'net'}}];

function comparison(changed: Partial<Comparison['script']> = {}): Comparison {
  const scenario = {name: 'poweredge-400sc', title: '', policy: 'xen', machine: poweredge};
  return {
    script: {scenario, hardware: 'assumed', schedule: HANG, untilNs: 3 * S, ...changed},
    policies: [policy('xen-2005'), policy('xen')],
    seeds: [1, 2, 3],
  };
}

const run = (one: Comparison, workers: number, signal = new AbortController().signal) =>
  comparePolicies(one, {workers, signal});

test('one, two or three workers: the same, in the order of policies and seeds', async () => {
  const [one, two, three] = [await run(comparison(), 1), await run(comparison(), 2), await run(comparison(), 3)];
  expect(one.map(({policy: {name}, outcomes}) => [name, outcomes.length])).toEqual([
    ['xen-2005', 3],
    ['xen', 3],
  ]);
  expect(two).toEqual(one);
  expect(three).toEqual(one);
  // Seeds differ, so that the order of them could be seen to be wrong.
  expect(new Set(one[0].outcomes.map(outcome => outcome!.starvedNs)).size).toBe(3);
});

test('progress is told from nothing to all', async () => {
  const told: string[] = [];
  const onProgress = ({done, all}: {done: number; all: number}) => told.push(`${done}/${all}`);
  await comparePolicies(comparison(), {workers: 2, signal: new AbortController().signal, onProgress});
  expect(told).toEqual(['0/6', '1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
});

test('a run that fails says which', async () => {
  const scenario = {name: 'broken', title: '', policy: 'xen', machine: {...poweredge, devices: null as never}};
  await expect(run(comparison({scenario}), 1)).rejects.toThrow(/^the run of xen-2005 with seed 1 failed: ./);
});

test('interrupted, it has a first run of every policy before a second of any', async () => {
  const controller = new AbortController();
  const onProgress = ({done}: {done: number}) => done === 3 && controller.abort();
  const trials = await comparePolicies(comparison(), {workers: 1, signal: controller.signal, onProgress});
  expect(trials.map(({outcomes}) => outcomes.filter(outcome => outcome !== null).length)).toEqual([2, 1]);
});

test('what the hardware lacks is refused with the reason, and the others run', async () => {
  const greedy = {...policy('xen'), name: 'greedy', assumes: ['msi' as const]};
  const {policies, ...rest} = comparison({hardware: 'real'});
  const trials = await run({...rest, policies: [...policies, greedy]}, 2);
  expect(trials.map(({refusal}) => refusal)).toEqual([null, null, expect.stringContaining('message-signalled')]);
  expect(trials[2].outcomes).toEqual([null, null, null]);
  expect(summaries(trials).at(-1)).toEqual({policy: 'greedy', seeds: 0, refused: trials[2].refusal});
});

test('a command that is refused is counted, with the reason', async () => {
  const schedule: TrialScript['schedule'] = [...HANG, {t: 2 * S, command: {command: 'reset_device', device: 'libata'}}];
  const [row] = summaries(await run(comparison({schedule}), 2));
  expect(row.refusedCommands).toEqual([{...schedule[1], seeds: 3, reason: 'libata has no usable reset'}]);
});
