import {expect, test} from 'vitest';
import {scheduleOf, understood} from '../../src/session/rescheduled.ts';

test('a recorded command that says more than this version would do is not given again by halves', () => {
  const command = {command: 'reset_device', device: 'eth0'} as const;
  expect(understood([{t: 5, command}])).toEqual([{t: 5, command}]);
  const later = {...command, how: 'zzz'};
  const sentence =
    'a command at 2.000 s can not be given again: reset_device takes only device and method, not "how" ("zzz")';
  expect(() => understood([{t: 2e9, command: later}])).toThrow(sentence);
  expect(() => scheduleOf([{t: 2e9, kind: 'command_applied', command: later}])).toThrow(sentence);
});
