import {expect, test} from 'vitest';
import type {View} from '../../../src/model/view/view.ts';
import {COMMANDS, type Command, type DeskCommand} from '../../../src/protocol/command/command.ts';
import {answersOf, isDeskCommand} from '../../../src/session/desk/desk.ts';
import type {Source} from '../../../src/source/source.ts';
import {HEADER, play, START} from '../../model/machine.ts';

const SOURCE: Source = {header: HEADER, ended: true, read: () => []};

const ALERTED = play(START, 0, 600, () => ({lines: [{irq: '169', counts: [[0, 5000]]}]}));

const answer = (view: View, command: DeskCommand) => answersOf(SOURCE, {...view, t: 7e8}, command);

const CASES: [DeskCommand, object][] = [
  [
    {command: 'add_marker', text: 'look'},
    {kind: 'marker_added', text: 'look'},
  ],
  [
    {command: 'add_marker', text: ' a\nb\x1b[31m \u202ec '},
    {kind: 'marker_added', text: 'a b c'},
  ],
  [
    {command: 'add_marker', text: '\x1b[2J\u200b'},
    {kind: 'command_refused', reason: 'a marker needs a text'},
  ],
  [
    {command: 'acknowledge_alert', alert: 'storm/169'},
    {kind: 'alert_acknowledged', alert: 'storm/169'},
  ],
  [
    {command: 'acknowledge_alert', alert: 'storm/7'},
    {kind: 'command_refused', reason: 'no alert storm/7 stands'},
  ],
];

test.each(CASES)('%j', (command, fact) => {
  expect(answer(ALERTED, command)).toEqual([{t: 7e8, ...fact, ...('reason' in fact && {command})}]);
});

test('an alert is acknowledged once', () => {
  const seen = {...ALERTED, alerts: ALERTED.alerts.map(alert => ({...alert, acknowledged: true}))};
  expect(answer(seen, {command: 'acknowledge_alert', alert: 'storm/169'})).toMatchObject([
    {kind: 'command_refused', reason: 'alert storm/169 is acknowledged already'},
  ]);
});

test('the desk answers what the table of commands leaves to it', () => {
  const left = Object.keys(COMMANDS).filter(command => isDeskCommand({command} as Command));
  expect(left).toEqual(['add_marker', 'acknowledge_alert', 'take_hint', 'answer_diagnosis', 'freeze', 'page', 'say']);
});
