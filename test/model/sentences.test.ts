import {expect, test} from 'vitest';
import {describe} from '../../src/model/sentences.ts';
import {FACTS, type Fact} from '../../src/protocol/fact.ts';

const CASES: [fact: Fact, sentence: string][] = [
  [{t: 0, kind: 'command_applied', command: {command: 'reset_device', device: 'eth0'}}, 'done: reset_device eth0'],
  [
    {t: 0, kind: 'command_applied', command: {command: 'slow_domain', domain: 'net', extraNs: 20e6}},
    'done: slow_domain net 20.0ms',
  ],
  [
    {t: 0, kind: 'command_refused', command: {command: 'unmask_line', line: '169'}, reason: 'line 169 is killed'},
    'refused: unmask_line 169: line 169 is killed',
  ],
  [{t: 0, kind: 'command_refused', reason: 'line 7 of stdin is not JSON'}, 'refused: line 7 of stdin is not JSON'],
  [
    {t: 0, kind: 'source_troubled', trouble: 'silent', text: 'x.py has said nothing for 5 s'},
    'x.py has said nothing for 5 s',
  ],
  [{t: 0, kind: 'source_recovered', text: 'x.py speaks again'}, 'x.py speaks again'],
  [{t: 0, kind: 'source_said', text: 'Killed'}, 'stderr: Killed'],
  [{t: 0, kind: 'marker_added', text: 'here'}, 'marker: here'],
  [{t: 2e9, kind: 'branched', leftNs: 7.5e9}, 'a new run branches off here; the one before went on to 7.500 s'],
  [{t: 0, kind: 'alert_acknowledged', alert: 'storm/169'}, 'alert storm/169 was acknowledged'],
  [{t: 0, kind: 'domain_hung', domain: 'net', hang: 'stuck'}, 'net hangs, stuck'],
  [{t: 0, kind: 'domain_slowed', domain: 'net', extraNs: 20e6}, 'net takes 20.0 ms longer in every handler'],
  [{t: 0, kind: 'domain_slowed', domain: 'net', extraNs: 0}, 'net is as fast as before'],
  [{t: 0, kind: 'domain_crashed', domain: 'net'}, 'net crashed; it stays bound'],
  [{t: 0, kind: 'domain_paused', domain: 'net'}, 'net is paused'],
  [{t: 0, kind: 'domain_resumed', domain: 'net'}, 'net runs again'],
  [
    {t: 0, kind: 'domain_unbound', domain: 'net', lines: ['169']},
    'net was unbound from line 169; its debts are given up',
  ],
  [{t: 0, kind: 'domain_destroyed', domain: 'net'}, 'net was destroyed'],
  [{t: 0, kind: 'domain_booting', domain: 'net'}, 'net boots'],
  [{t: 0, kind: 'domain_ready', domain: 'net', lines: ['169', '193']}, 'net is ready, bound to lines 169, 193'],
  [{t: 0, kind: 'domain_ready', domain: 'net', lines: []}, 'net is ready, bound to no line'],
  [{t: 0, kind: 'device_reset', device: 'eth0', method: 'pm'}, 'eth0 is reset (pm); its pin falls'],
  [{t: 0, kind: 'device_power', device: 'eth0', power: 'D3hot'}, 'eth0 is in D3hot'],
  [{t: 0, kind: 'device_probed', device: 'eth0'}, 'eth0 was probed and is in service'],
  [{t: 0, kind: 'line_masked', line: '169'}, 'line 169 was masked by an operator'],
  [{t: 0, kind: 'line_unmasked', line: '169'}, 'line 169 was unmasked by an operator; its debts are cancelled'],
  [{t: 0, kind: 'line_disabled', line: '169'}, 'line 169 is disabled: nobody is bound'],
  [{t: 0, kind: 'line_enabled', line: '169'}, 'line 169 is enabled again'],
  [{t: 0, kind: 'line_given_up', line: '169', domain: 'usb'}, 'usb gave line 169 up: nobody cared'],
  [
    {t: 0, kind: 'line_killed', line: '169'},
    'line 169 is killed: it is held by domains that gave it up, and nothing will release it',
  ],
  [{t: 0, kind: 'host_rebooted'}, 'the host was booted anew, and every counter with it'],
  [{t: 0, kind: 'cpu_online', cpu: 3}, 'CPU3 is online'],
  [{t: 0, kind: 'cpu_offline', cpu: 3}, 'CPU3 is offline'],
  [{t: 0, kind: 'line_appeared', line: '17'}, 'line 17 appeared'],
  [{t: 0, kind: 'line_vanished', line: '17'}, 'line 17 vanished'],
  [{t: 0, kind: 'line_rewired', line: '17', devices: ['eth0', 'usb1']}, 'line 17 is wired anew, to eth0, usb1'],
  [{t: 0, kind: 'line_rewired', line: '17', devices: []}, 'line 17 is wired anew, to no device'],
  [{t: 0, kind: 'counter_reset', line: '17'}, 'line 17 counts less than before: its counter began anew'],
  [
    {t: 0, kind: 'input_skipped', lines: 2, snapshots: 1, reason: 'line 7: it is cut off'},
    '2 lines and 1 snapshot of the input skipped, first line 7: it is cut off',
  ],
  [{t: 0, kind: 'input_skipped', lines: 0, snapshots: 0, reason: 'it ends early'}, 'the input: it ends early'],
  [{t: 0, kind: 'host_lost', cpu: 0}, 'the host is lost: CPU0 did nothing but take interrupts'],
];

test.each(CASES)('%j', (fact, sentence) => {
  expect(describe({t: fact.t, kind: 'fact', fact})).toBe(sentence);
});

test('no kind of fact is left out', () => {
  expect(new Set(CASES.map(([{kind}]) => kind))).toEqual(new Set(Object.keys(FACTS)));
});

test('alerts come and go', () => {
  const alert = {t: 0, alert: 'storm/169', text: 'line 169 takes 55,000 interrupts a second'};
  expect(describe({...alert, kind: 'raised'})).toBe('alert storm/169: line 169 takes 55,000 interrupts a second');
  expect(describe({...alert, kind: 'cleared'})).toBe('alert storm/169 is over');
});
