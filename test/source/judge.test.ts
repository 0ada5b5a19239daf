import {expect, test} from 'vitest';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import {openJudge} from '../../src/source/program/liveness.ts';

const HANG: MachineCommand = {command: 'hang_domain', domain: 'net'};
const MASK: MachineCommand = {command: 'mask_line', line: '9'};

/** A judge of `x.py`, which may be silent for 5 s, looked at every half second of a clock that the test turns. */
function judged({patient = false} = {}) {
  let ms = 1e6;
  const judge = openJudge({name: 'x.py', now: () => ms, silenceMs: 5_000, patient});
  const said: string[] = [];
  /** Lets time pass; `speaks`: it says something before each look. */
  const pass = (seconds: number, {speaks = false, listening = true, heldUp = 0, perS = 10} = {}) => {
    for (let looks = 0; looks < 2 * seconds; looks++) {
      ms += 500;
      if (speaks) judge.heard();
      const verdict = judge.look({listening, heldUp, perS});
      if (verdict) said.push(verdict.kind === 'source_troubled' ? `${verdict.trouble}: ${verdict.text}` : verdict.text);
    }
    return said.splice(0);
  };
  return {judge, pass};
}

test('silence is told after 5 s, and again whenever it has lasted twice as long', () => {
  const {judge, pass} = judged();
  expect(pass(60, {speaks: true})).toEqual([]);
  expect(pass(4.5)).toEqual([]);
  expect(pass(0.5)).toEqual(['silent: x.py has said nothing for 5 s']);
  expect(pass(16)).toEqual(['silent: x.py has said nothing for 10 s', 'silent: x.py has said nothing for 20 s']);
  judge.heard();
  expect(pass(0.5)).toEqual(['x.py speaks again, after 21 s']);
  expect(pass(5)).toEqual(['silent: x.py has said nothing for 5 s']);
});

test('while nobody listens to it, it can not be silent or deaf', () => {
  const {judge, pass} = judged();
  judge.asked(HANG);
  expect(pass(4)).toEqual([]);
  expect(pass(3600, {listening: false})).toEqual([]);
  expect(pass(1)).toEqual(['silent: x.py has said nothing for 5 s']);
});

test('a command that is not answered for 5 s is told, until it or a later one is answered', () => {
  const {judge, pass} = judged();
  judge.asked(HANG);
  pass(2, {speaks: true});
  judge.asked(MASK);
  expect(pass(3, {speaks: true})).toEqual(['deaf: x.py has not answered hang_domain for 5 s']);
  judge.answered({t: 0, kind: 'command_applied', command: MASK});
  expect(pass(0.5, {speaks: true})).toEqual(['x.py answers again, after 5 s']);
  expect(pass(60, {speaks: true})).toEqual([]);
});

test('an answer to something else, as to a command that was scripted, is none; one without a command is to the oldest', () => {
  const {judge, pass} = judged();
  judge.asked(HANG);
  judge.answered({t: 0, kind: 'command_refused', command: MASK, reason: 'no'});
  expect(pass(5, {speaks: true})).toHaveLength(1);
  judge.answered({t: 0, kind: 'command_refused', reason: 'line 1: it is not JSON'});
  expect(pass(0.5, {speaks: true})).toEqual(['x.py answers again, after 5 s']);
});

test('a flood: held up in four looks in a row; over when it was not in eight', () => {
  const {pass} = judged();
  const flooding = {speaks: true, heldUp: 0.9, perS: 18_259.4};
  expect(pass(1.5, flooding)).toEqual([]);
  expect(pass(3600, flooding)).toEqual([
    'flood: x.py says more than the 18,259 records a second that can be taken in: it is made to wait',
  ]);
  expect(pass(3.5, {speaks: true, heldUp: 0.15})).toEqual([]);
  expect(pass(0.5, {speaks: true, heldUp: 0.15})).toEqual(['x.py says no more than can be taken in']);
});

test('a short burst is no flood, and who has patience sees none', () => {
  const {pass} = judged();
  for (let bursts = 0; bursts < 10; bursts++)
    expect([...pass(1, {speaks: true, heldUp: 1}), ...pass(2, {speaks: true})]).toEqual([]);
  expect(judged({patient: true}).pass(60, {speaks: true, heldUp: 1})).toEqual([]);
});

test('of two troubles the one that explains the other is told', () => {
  const {judge, pass} = judged();
  judge.asked(HANG);
  expect(pass(5)).toEqual(['silent: x.py has said nothing for 5 s']);
  judge.heard();
  expect(pass(0.5)).toEqual(['deaf: x.py has not answered hang_domain for 5 s']);
});
