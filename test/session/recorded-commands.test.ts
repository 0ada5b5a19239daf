import {expect, test} from 'vitest';
import {checkedCommands, scheduleOf} from '../../src/session/recorded-commands.ts';

test('a recorded command of a later version is not sent again in part', () => {
  const command = {command: 'reset_device', device: 'eth0'} as const;
  expect(checkedCommands([{t: 5, command}])).toEqual([{t: 5, command}]);
  const later = {...command, how: 'zzz'};
  const sentence =
    'the command at 2.000 s can not be sent again: reset_device takes only device and method, not "how" ("zzz")';
  expect(() => checkedCommands([{t: 2e9, command: later}])).toThrow(sentence);
  expect(() => scheduleOf([{t: 2e9, kind: 'command_applied', command: later}])).toThrow(sentence);
});
