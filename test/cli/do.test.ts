import {expect, test} from 'vitest';
import {commandUsage} from '../../src/model/words/command-line.ts';
import {COMMAND_NAMES} from '../../src/protocol/command/command.ts';
import {parseScriptedCommand} from '../../src/setup/scripted-command.ts';

const NAMES = {domain: ['disk', 'net', 'usb'], device: ['eth0', 'libata'], line: ['169', '193']};

test.each([
  ['5s hang_domain net', {t: 5e9, command: {command: 'hang_domain', domain: 'net'}}],
  ['5s hang_domain net deaf', {t: 5e9, command: {command: 'hang_domain', domain: 'net', hang: 'deaf'}}],
  ['  0.5   crash_domain  disk ', {t: 500e6, command: {command: 'crash_domain', domain: 'disk'}}],
  ['3s slow_domain net 20ms', {t: 3e9, command: {command: 'slow_domain', domain: 'net', extraNs: 20e6}}],
  ['3s slow_domain net 0', {t: 3e9, command: {command: 'slow_domain', domain: 'net', extraNs: 0}}],
  ['9s reset_device eth0', {t: 9e9, command: {command: 'reset_device', device: 'eth0'}}],
  ['9s reset_device eth0 flr', {t: 9e9, command: {command: 'reset_device', device: 'eth0', method: 'flr'}}],
  ['1m unmask_line 169', {t: 60e9, command: {command: 'unmask_line', line: '169'}}],
  ['4s add_marker it begins  here', {t: 4e9, command: {command: 'add_marker', text: 'it begins here'}}],
  [
    '8s acknowledge_alert starvation/169/disk',
    {t: 8e9, command: {command: 'acknowledge_alert', alert: 'starvation/169/disk'}},
  ],
])('%s', (text, scripted) => {
  expect(parseScriptedCommand(text, NAMES)).toEqual(scripted);
});

test('what is dangerous in a text is taken out', () => {
  expect(parseScriptedCommand('1s add_marker \x1b[31mred\u202e', NAMES).command).toEqual({
    command: 'add_marker',
    text: 'red',
  });
});

test.each([
  ['', `"" is not a time; write 'TIME COMMAND ARGS', for example '5s hang_domain net'.`],
  ['hang_domain net', `"hang_domain" is not a time; write 'TIME COMMAND ARGS', for example '5s hang_domain net'.`],
  ['5s', `the command is missing; write 'TIME COMMAND ARGS', for example '5s hang_domain net'.`],
  [
    '5s hang_domian net',
    // There are too many to name all.
    'there is no command "hang_domian"; did you mean hang_domain?',
  ],
  [
    '5s toString',
    `there is no command "toString", only ${COMMAND_NAMES.slice(0, 20).join(', ')} and ${COMMAND_NAMES.length - 20} more.`,
  ],
  ['5s hang_domain', 'the domain is missing; write hang_domain DOMAIN [HOW].'],
  ['5s hang_domain nett', 'there is no domain "nett", only disk, net, usb; did you mean net?'],
  ['5s hang_domain net asleep', 'the hang can not be "asleep"; write stuck|deaf|silent|spin|thread.'],
  ['5s hang_domain net deaf now', 'unexpected "now"; write hang_domain DOMAIN [HOW].'],
  ['5s slow_domain net a lot', 'the duration can not be "a"; write TIME.'],
  ['5s reset_device eth1', 'there is no device "eth1", only eth0, libata; did you mean eth0?'],
  ['5s reset_device eth0 d3', 'the method can not be "d3"; write flr|pm|bus|d3cold.'],
  ['5s mask_line 16', 'there is no line "16", only 169, 193; did you mean 169?'],
  ['5s add_marker', 'the text is missing; write add_marker TEXT.'],
])('refuses %s', (text, sentence) => {
  expect(() => parseScriptedCommand(text, NAMES)).toThrow(new Error(`--do '${text}': ${sentence}`));
});

test('every command says how it is written', () => {
  expect(COMMAND_NAMES.map(commandUsage)).toEqual([
    'hang_domain DOMAIN [HOW]',
    'slow_domain DOMAIN [TIME]',
    'crash_domain DOMAIN',
    'pause_domain DOMAIN',
    'resume_domain DOMAIN',
    'kill_domain DOMAIN',
    'start_domain DOMAIN',
    'restart_domain DOMAIN',
    'reset_device DEVICE [flr|pm|bus|d3cold]',
    'mask_line LINE',
    'unmask_line LINE',
    'limit_line LINE N [TIME]',
    'set_affinity LINE N',
    'cycle_power DEVICE',
    'mask_device DEVICE',
    'unmask_device DEVICE',
    'set_coalescing DEVICE TIME',
    'use_messages DEVICE',
    'use_pin DEVICE',
    'move_card DEVICE SLOT',
    'raise_cause DEVICE',
    'storm_device DEVICE [N]',
    'stick_device DEVICE',
    'lock_up_messages DEVICE',
    'break_boot DOMAIN [ready|crash|no-device]',
    'add_marker TEXT',
    'acknowledge_alert ALERT',
    'take_hint',
    'answer_diagnosis TEXT',
    'freeze',
    'page TEXT',
    'say TEXT',
  ]);
});
