import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import {frame} from '../../src/model/frame/frame.ts';
import {initialView, type View} from '../../src/model/view/view.ts';
import {FACTS} from '../../src/protocol/record/fact.ts';
import {fact, HEADER, KEYFRAME, sample} from './machine.ts';

// Net owes on line 169 since 1 s, and its device asks.
const OWED = advance(initialView(HEADER), [
  KEYFRAME,
  sample(1e9, {
    lines: [{irq: '169', state: 'in-flight', stateSinceNs: 1e9, owedBy: ['net']}],
    domains: [{name: 'net', owes: ['169'], oldestDebtSinceNs: 1e9, silentSinceNs: 1e9}],
    devices: [{name: 'eth0', asserted: true}],
  }),
]);

const line = (view: View) => view.lines.get('169');
const net = (view: View) => view.domains.get('net');
const eth0 = (view: View) => view.devices.get('eth0');

const CASES: [object, (view: View) => unknown, object][] = [
  [{kind: 'domain_hung', domain: 'net', hang: 'deaf'}, net, {state: 'hung', hang: 'deaf', down: false}],
  [{kind: 'domain_slowed', domain: 'net', extraNs: 5}, net, {state: 'slow'}],
  [{kind: 'domain_crashed', domain: 'net'}, net, {state: 'crashed', down: true, health: 'down', owes: ['169']}],
  [{kind: 'domain_crashed', domain: 'net'}, line, {domains: ['disk', 'net'], owedBy: ['net']}],
  [{kind: 'domain_paused', domain: 'net'}, net, {state: 'paused', down: false, owes: ['169']}],
  [{kind: 'domain_unbound', domain: 'net', lines: ['169']}, line, {domains: ['disk'], owedBy: []}],
  [
    {kind: 'domain_unbound', domain: 'net', lines: ['169']},
    net,
    {owes: [], oldestDebtSinceNs: null, silentSinceNs: 1e9},
  ],
  [
    {kind: 'domain_destroyed', domain: 'net'},
    net,
    {state: 'dead', down: true, health: 'down', owes: [], silentSinceNs: null},
  ],
  [{kind: 'domain_destroyed', domain: 'net'}, line, {domains: ['disk'], owedBy: []}],
  [{kind: 'domain_destroyed', domain: 'net'}, eth0, {asserted: true}],
  [{kind: 'domain_booting', domain: 'net'}, net, {state: 'restarting', down: true, health: 'down', restarts: 1}],
  [{kind: 'device_reset', device: 'eth0', method: 'pm'}, eth0, {asserted: false, inService: true}],
  [{kind: 'device_power', device: 'eth0', power: 'D3hot'}, eth0, {asserted: false, power: 'D3hot'}],
  [{kind: 'device_power', device: 'eth0', power: 'D0'}, eth0, {asserted: true, power: 'D0'}],
  [{kind: 'device_probed', device: 'eth0'}, eth0, {asserted: false, inService: true}],
  [{kind: 'line_masked', line: '169'}, line, {state: 'masked', stateSinceNs: 2e9, heldSinceNs: 1e9, owedBy: ['net']}],
  [{kind: 'line_unmasked', line: '169'}, line, {state: 'open', stateSinceNs: 2e9, heldSinceNs: null, owedBy: []}],
  [{kind: 'line_unmasked', line: '169'}, net, {owes: [], oldestDebtSinceNs: null, silentSinceNs: 1e9}],
  [{kind: 'line_disabled', line: '169'}, line, {state: 'disabled', heldSinceNs: 1e9}],
  [{kind: 'line_enabled', line: '169'}, line, {state: 'open', heldSinceNs: null}],
  [{kind: 'line_killed', line: '169'}, line, {state: 'killed', heldSinceNs: 1e9}],
  [{kind: 'host_lost', cpu: 2}, view => view.lost, {t: 2e9, cpu: 2}],
  [
    {kind: 'source_troubled', trouble: 'silent', text: 'it says nothing'},
    view => view.sourceTrouble,
    {kind: 'silent', sinceNs: 2e9, text: 'it says nothing'},
  ],
];

test.each(CASES)('%j', (body, row, expected) => {
  expect(row(advance(OWED, [fact(2e9, body)]))).toMatchObject(expected);
});

test('what is wrong with the program stands until it has recovered', () => {
  const troubled = advance(OWED, [fact(2e9, {kind: 'source_troubled', trouble: 'flood', text: 'too much'})]);
  expect(frame(troubled, OWED).sourceTrouble).toEqual({kind: 'flood', sinceNs: 2e9, text: 'too much'});
  const well = advance(troubled, [fact(3e9, {kind: 'source_recovered', text: 'as before'})]);
  expect(frame(well, OWED)).not.toHaveProperty('sourceTrouble');
});

test('a fact about nobody that is known is only logged', () => {
  for (const kind of Object.keys(FACTS)) {
    if (['host_lost', 'host_down', 'source_troubled'].includes(kind)) continue;
    const told = fact(2e9, {
      kind,
      domain: 'gone',
      device: 'gone',
      line: 'gone',
      alert: 'gone',
      lines: ['gone'],
      power: 'D0',
    });
    const {log, t, ...view} = advance(OWED, [told]);
    const {log: _, t: __, ...before} = OWED;
    expect(view, kind).toEqual(before);
    expect(log, kind).toEqual([{t: 2e9, kind: 'fact', fact: told}]);
  }
});

test('a hung domain that is paused and resumed is still hung, and a restarted one is not', () => {
  const hung = advance(OWED, [fact(2e9, {kind: 'domain_hung', domain: 'net', hang: 'stuck'})]);
  const resumed = advance(hung, [
    fact(3e9, {kind: 'domain_paused', domain: 'net'}),
    fact(4e9, {kind: 'domain_resumed', domain: 'net'}),
  ]);
  expect(net(resumed)).toMatchObject({state: 'hung', hang: 'stuck'});
  const restarted = advance(hung, [
    fact(3e9, {kind: 'domain_destroyed', domain: 'net'}),
    fact(3e9, {kind: 'domain_booting', domain: 'net'}),
    fact(8e9, {kind: 'domain_ready', domain: 'net', lines: ['169']}),
  ]);
  expect(net(restarted)).toMatchObject({state: 'running', hang: null, down: false, health: 'unknown', restarts: 1});
  expect(line(restarted)?.domains).toEqual(['disk', 'net']);
});

test('a domain that is bound already is not bound twice', () => {
  const ready = advance(OWED, [fact(2e9, {kind: 'domain_ready', domain: 'net', lines: ['169', '193']})]);
  expect(ready.lines.rows.map(row => row.domains)).toEqual([['disk', 'net'], ['usb', 'net'], null]);
});

test('a source that knows no true states is not given any', () => {
  const domains = KEYFRAME.domains.map(({state: _, ...domain}) => domain);
  const view = advance(initialView(HEADER), [{...KEYFRAME, domains}, fact(1, {kind: 'domain_crashed', domain: 'net'})]);
  expect(net(view)).toMatchObject({state: null, health: 'down'});
});
