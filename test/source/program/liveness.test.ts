import {expect, test} from 'vitest';
import type {MachineCommand} from '../../../src/protocol/command/command.ts';
import {openLiveness} from '../../../src/source/program/liveness.ts';

const HANG: MachineCommand = {command: 'hang_domain', domain: 'net'};
const MASK: MachineCommand = {command: 'mask_line', line: '9'};

/** The liveness of `x.py`, which may be silent for 5 s, checked every half second of a clock that the test turns. */
function watched({patient = false} = {}) {
  let ms = 1e6;
  const liveness = openLiveness({name: 'x.py', now: () => ms, silenceMs: 5_000, patient});
  const changes: string[] = [];
  /** Lets time pass; `sends`: it sends something before each check. */
  const pass = (seconds: number, {sends = false, reading = true, pausedShare = 0, perS = 10} = {}) => {
    for (let checks = 0; checks < 2 * seconds; checks++) {
      ms += 500;
      if (sends) liveness.output();
      const change = liveness.check({reading, pausedShare, perS});
      if (change) changes.push(change.kind === 'source_troubled' ? `${change.trouble}: ${change.text}` : change.text);
    }
    return changes.splice(0);
  };
  return {liveness, pass};
}

test('silence is told after 5 s, and again whenever it has lasted twice as long', () => {
  const {liveness, pass} = watched();
  expect(pass(60, {sends: true})).toEqual([]);
  expect(pass(4.5)).toEqual([]);
  expect(pass(0.5)).toEqual(['silent: x.py has sent nothing for 5 s']);
  expect(pass(16)).toEqual(['silent: x.py has sent nothing for 10 s', 'silent: x.py has sent nothing for 20 s']);
  liveness.output();
  expect(pass(0.5)).toEqual(['x.py sends again, after 21 s']);
  expect(pass(5)).toEqual(['silent: x.py has sent nothing for 5 s']);
});

test('while nobody listens to it, it can not be silent or deaf', () => {
  const {liveness, pass} = watched();
  liveness.asked(HANG);
  expect(pass(4)).toEqual([]);
  expect(pass(3600, {reading: false})).toEqual([]);
  expect(pass(1)).toEqual(['silent: x.py has sent nothing for 5 s']);
});

test('a command that is not answered for 5 s is told, until it or a later one is answered', () => {
  const {liveness, pass} = watched();
  liveness.asked(HANG);
  pass(2, {sends: true});
  liveness.asked(MASK);
  expect(pass(3, {sends: true})).toEqual(['deaf: x.py has not answered hang_domain for 5 s']);
  liveness.answered({t: 0, kind: 'command_applied', command: MASK});
  expect(pass(0.5, {sends: true})).toEqual(['x.py answers again, after 5 s']);
  expect(pass(60, {sends: true})).toEqual([]);
});

test('an answer to something else, as to a command that was scripted, is none; one without a command is to the oldest', () => {
  const {liveness, pass} = watched();
  liveness.asked(HANG);
  liveness.answered({t: 0, kind: 'command_refused', command: MASK, reason: 'no'});
  expect(pass(5, {sends: true})).toHaveLength(1);
  liveness.answered({t: 0, kind: 'command_refused', reason: 'line 1: it is not JSON'});
  expect(pass(0.5, {sends: true})).toEqual(['x.py answers again, after 5 s']);
});

test('a flood: held up in four looks in a row; over when it was not in eight', () => {
  const {pass} = watched();
  const flooding = {sends: true, pausedShare: 0.9, perS: 18_259.4};
  expect(pass(1.5, flooding)).toEqual([]);
  expect(pass(3600, flooding)).toEqual([
    'flood: x.py sends more than the 18,259 records a second that irqdeck can process, and is slowed down',
  ]);
  expect(pass(3.5, {sends: true, pausedShare: 0.15})).toEqual([]);
  expect(pass(0.5, {sends: true, pausedShare: 0.15})).toEqual(['x.py sends no more than irqdeck can process']);
});

test('a short burst is no flood, and who has patience sees none', () => {
  const {pass} = watched();
  for (let bursts = 0; bursts < 10; bursts++)
    expect([...pass(1, {sends: true, pausedShare: 1}), ...pass(2, {sends: true})]).toEqual([]);
  expect(watched({patient: true}).pass(60, {sends: true, pausedShare: 1})).toEqual([]);
});

test('of two troubles the one that explains the other is told', () => {
  const {liveness, pass} = watched();
  liveness.asked(HANG);
  expect(pass(5)).toEqual(['silent: x.py has sent nothing for 5 s']);
  liveness.output();
  expect(pass(0.5)).toEqual(['deaf: x.py has not answered hang_domain for 5 s']);
});
