import {expect, test} from 'vitest';
import {describe} from '../../src/model/words/sentences.ts';
import {FACTS, type Fact} from '../../src/protocol/record/fact.ts';

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
  [{t: 9e9, kind: 'branched', toNs: 7.5e9}, 'a new run branched off at 7.500 s; this one ends here'],
  [{t: 0, kind: 'alert_acknowledged', alert: 'storm/169'}, 'acknowledged: storm on line 169'],
  [{t: 0, kind: 'alert_acknowledged', alert: 'starvation/169/disk'}, 'acknowledged: starvation of disk on line 169'],
  [{t: 0, kind: 'alert_acknowledged', alert: 're-firing/169'}, 'acknowledged: re-firing of line 169'],
  [{t: 0, kind: 'alert_acknowledged', alert: 'livelock/cpu3'}, 'acknowledged: livelock of CPU3'],
  [{t: 0, kind: 'alert_acknowledged', alert: 'host-lost'}, 'acknowledged: loss of the host'],
  [{t: 0, kind: 'alert_acknowledged', alert: 'stopped/eth0'}, 'acknowledged: silence of line eth0'],
  [{t: 0, kind: 'alert_acknowledged', alert: '169'}, 'acknowledged: line 169'],
  [{t: 0, kind: 'alert_acknowledged', alert: 'constructor'}, 'acknowledged: line constructor'],
  [
    {t: 0, kind: 'inject_applied', command: {command: 'stick_device', device: 'eth0'}},
    'the drill gave: stick_device eth0',
  ],
  [
    {t: 0, kind: 'inject_refused', command: {command: 'stick_device', device: 'eth0'}, reason: 'eth0 is stuck already'},
    'the drill gave: stick_device eth0, which was refused: eth0 is stuck already',
  ],
  [{t: 0, kind: 'paged', text: 'page: the shop is down'}, 'page: the shop is down'],
  [{t: 0, kind: 'said', text: 'look at line 169'}, 'instructor: look at line 169'],
  [{t: 0, kind: 'hint_taken', hint: 2, cost: 5, text: 'who owes?'}, 'hint 2 (5 points): who owes?'],
  [{t: 0, kind: 'diagnosis_answered', answer: 'net'}, 'diagnosis: net'],
  [{t: 0, kind: 'frozen'}, 'the clock was stopped'],
  [{t: 0, kind: 'drill_ended', won: true, reason: 'all is well again'}, 'the drill is won: all is well again'],
  [{t: 0, kind: 'drill_ended', won: false, reason: 'the time is up'}, 'the drill is lost: the time is up'],
  [{t: 0, kind: 'domain_hung', domain: 'net', hang: 'stuck'}, 'net hangs, stuck'],
  [{t: 0, kind: 'domain_slowed', domain: 'net', extraNs: 20e6}, 'net takes 20.0 ms longer in every handler'],
  [{t: 0, kind: 'domain_slowed', domain: 'net', extraNs: 0}, 'net is as fast as before'],
  [{t: 0, kind: 'domain_crashed', domain: 'net'}, 'net crashed; it stays bound'],
  [{t: 0, kind: 'domain_paused', domain: 'net'}, 'net is paused'],
  [{t: 0, kind: 'domain_resumed', domain: 'net'}, 'net runs again'],
  [
    {t: 0, kind: 'domain_unbound', domain: 'net', lines: ['169']},
    'net was unbound from line 169; its debts there are cancelled',
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
  [{t: 0, kind: 'line_disabled', line: '169'}, 'line 169 is disabled: no domain is bound to it'],
  [{t: 0, kind: 'line_enabled', line: '169'}, 'line 169 is enabled again'],
  [{t: 0, kind: 'line_given_up', line: '169', domain: 'usb'}, 'usb gave up line 169: nobody cared'],
  [
    {t: 0, kind: 'line_killed', line: '169'},
    'line 169 is killed: domains that gave it up hold it, and nothing will release it',
  ],
  [{t: 0, kind: 'host_rebooted'}, 'the host rebooted, and every counter restarted'],
  [{t: 0, kind: 'cpu_online', cpu: 3}, 'CPU3 is online'],
  [{t: 0, kind: 'cpu_offline', cpu: 3}, 'CPU3 is offline'],
  [{t: 0, kind: 'line_appeared', line: '17'}, 'line 17 appeared'],
  [{t: 0, kind: 'line_vanished', line: '17'}, 'line 17 vanished'],
  [{t: 0, kind: 'line_rewired', line: '17', devices: ['eth0', 'usb1']}, 'line 17 has new wiring: eth0, usb1'],
  [{t: 0, kind: 'line_rewired', line: '17', devices: []}, 'line 17 has new wiring: no device'],
  [{t: 0, kind: 'counter_reset', line: '17'}, 'line 17 counts less than before: its counter restarted'],
  [
    {t: 0, kind: 'input_skipped', lines: 2, snapshots: 1, reason: 'line 7: it is cut off'},
    '2 lines and 1 snapshot of the input skipped, first line 7: it is cut off',
  ],
  [{t: 0, kind: 'input_skipped', lines: 0, snapshots: 0, reason: 'it ends early'}, 'the input: it ends early'],
  [{t: 0, kind: 'line_revived', line: '10'}, 'line 10 delivers again: another driver requested it'],
  [{t: 0, kind: 'limit_set', line: '10', count: 200, windowNs: 100e6}, 'line 10 may interrupt 200 times in 100 ms'],
  [{t: 0, kind: 'limit_set', line: '10', count: 0, windowNs: 100e6}, 'line 10 has the limit of the policy again'],
  [{t: 0, kind: 'affinity_set', line: '10', cpu: 1}, 'line 10 goes to CPU1'],
  [
    {t: 0, kind: 'bind_refused', line: '10', domain: 'net', reason: 'eth0 has no interrupt disable bit'},
    'net was not bound to line 10: eth0 has no interrupt disable bit',
  ],
  [{t: 0, kind: 'debt_taken_over', line: '10', domain: 'net'}, 'the supervisor keeps line 10 held for net'],
  [
    {t: 0, kind: 'power_cycled', line: '10', domain: 'net', cleared: ['eth0'], kept: ['eth1', 'eth2']},
    'the devices of net on line 10 went through D3hot: eth0 quiet; eth1, eth2 as before',
  ],
  [
    {t: 0, kind: 'power_cycles_exhausted', line: '10', domain: 'net'},
    'power cycling the devices of net on line 10 did not help; it stays held',
  ],
  [{t: 0, kind: 'boot_broken', domain: 'net', boots: 'crash'}, 'the boots of net end: crash'],
  [{t: 0, kind: 'cause_raised', device: 'eth0'}, 'eth0 was made to interrupt'],
  [{t: 0, kind: 'device_storms', device: 'eth0', perSecond: 100_000}, 'eth0 interrupts 100000 times per second'],
  [{t: 0, kind: 'device_storms', device: 'eth0', perSecond: 0}, 'eth0 interrupts at its usual rate'],
  [{t: 0, kind: 'device_stuck', device: 'eth0'}, 'eth0 holds its pin up, even when it is served'],
  [{t: 0, kind: 'device_quiesced', device: 'eth0'}, 'eth0 was silenced by the supervisor'],
  [{t: 0, kind: 'device_failed', device: 'eth0'}, 'eth0 did not come up'],
  [{t: 0, kind: 'device_masked', device: 'eth0'}, 'the interrupt disable bit of eth0 is set'],
  [{t: 0, kind: 'device_unmasked', device: 'eth0'}, 'the interrupt disable bit of eth0 is clear'],
  [
    {t: 0, kind: 'device_moved', device: 'eth0', from: '169', to: '185', slot: 'slot2'},
    'eth0 interrupts on line 185, no longer on 169: it is in slot2',
  ],
  [
    {t: 0, kind: 'device_moved', device: 'eth0', from: '169', to: '256'},
    'eth0 interrupts on line 256, no longer on 169',
  ],
  [{t: 0, kind: 'messages_locked_up', device: 'eth0'}, 'eth0 no longer sends messages'],
  [{t: 0, kind: 'coalescing_set', device: 'eth0', gapNs: 1e6}, 'eth0 interrupts at most once in 1.00 ms'],
  [{t: 0, kind: 'coalescing_set', device: 'eth0', gapNs: 0}, 'eth0 interrupts without a delay'],
  [
    {t: 0, kind: 'descriptor_rejected', device: 'eth0', reason: 'the device asks on though it was disabled'},
    'the descriptor of eth0 does not work: the device asks on though it was disabled',
  ],
  [{t: 0, kind: 'host_down'}, 'the host is switched off'],
  [{t: 0, kind: 'host_up'}, 'the host is on again'],
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
  expect(describe({...alert, kind: 'raised'})).toBe('alert: line 169 takes 55,000 interrupts a second');
  expect(describe({...alert, kind: 'cleared'})).toBe('over: storm on line 169');
});
