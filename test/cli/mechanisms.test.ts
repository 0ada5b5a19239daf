import {expect, test} from 'vitest';
import {type Mechanisms, POLICIES} from '../../src/machine/policy/policy.ts';
import {isMechanism, MECHANISMS, policyNamed} from '../../src/setup/mechanisms.ts';

/** What differs between a policy with settings and its preset, beside its name. */
function changes(text: string): Partial<Mechanisms> {
  const preset = POLICIES.find(({name}) => name === text.split('+')[0])!;
  const {name, ...changed} = policyNamed(text);
  expect(name).toBe(text);
  const rows = Object.entries(changed).filter(
    ([key, value]) => value !== preset[key as keyof typeof preset] && key !== 'assumes',
  );
  return Object.fromEntries(rows);
}

test.each<[string, Partial<Mechanisms>]>([
  ['xen+hold=mask', {hold: 'mask'}],
  ['xen+forced-eoi=2ms', {forcedEoiNs: 2e6}],
  ['xen+forced-eoi=off', {forcedEoiNs: null}],
  ['xen-2005+ack-scope=domain', {ackScope: 'domain'}],
  ['xen-2005+handlers=kernel', {handlers: 'kernel'}],
  ['xen-2005+spurious=on', {spurious: true}],
  ['xen-2005+guest-spurious=off', {guestSpurious: false}],
  ['xen-2005+limit=300/50ms', {limit: {kind: 'admin', count: 300, windowNs: 50e6}}],
  ['xen+limit=300/1s', {limit: {kind: 'xen', count: 300, windowNs: 1e9}}],
  ['xen+limit=off', {limit: null}],
  // With no figure: those of the thread's administrator, and Xen's own.
  ['xen-2005+limiter=admin', {limit: {kind: 'admin', count: 200, windowNs: 100e6}}],
  ['xen-2005+limiter=xen', {limit: {kind: 'xen', count: 10_000, windowNs: 10e6}}],
  ['xen+limiter=off', {limit: null}],
  ['rate-limit+limiter=xen', {limit: {kind: 'xen', count: 200, windowNs: 100e6}}],
  ['xen-2005+limit=7/1s+limiter=xen', {limit: {kind: 'xen', count: 7, windowNs: 1e9}}],
  ['xen-2005+quiet=descriptor', {quiet: 'descriptor'}],
  ['descriptor+quiet-at=death', {quietAt: 'death'}],
  ['xen-2005+remedy=d3-cycle', {remedy: 'd3-cycle'}],
  ['reset-first+debt=250ms', {debtNs: 250e6}],
  ['reset-first+unmask-after=reset', {unmaskAfter: 'reset'}],
  ['d3-cycle+cycles=9', {cycles: 9}],
  ['xen-2005+on-crash=preserve', {onCrash: 'preserve'}],
  ['xen-2005+unbind=first', {unbind: 'first'}],
  ['xen-2005+reset-on-destroy=0', {resetOnDestroyNs: 0}],
  ['xen+reset-on-destroy=off', {resetOnDestroyNs: null}],
  ['xen-2005+quiesce=on', {quiesce: true}],
  ['xen-2005+messages=on', {messages: true}],
  ['xen-2005+exclusive=on', {exclusive: true}],
  ['xen+forced-eoi=3ms+forced-eoi=2ms', {forcedEoiNs: 2e6}],
])('%s', (text, changed) => {
  expect(changes(text)).toEqual(changed);
});

test('every mechanism that there is can be set', () => {
  // The two of a limit are set by limit and limiter alike.
  const fields = new Set(
    Object.entries(MECHANISMS).flatMap(([key, {usage}]) => {
      const words = usage.replace('COUNT/TIME', '5/1s').replace('TIME', '1ms').replace('N', '5').split('|');
      return words.flatMap(word => Object.keys(changes(`xen-2005+${key}=${word}`)));
    }),
  );
  const {name, title, about, assumes, source, ...mechanisms} = POLICIES[0];
  expect([...fields].sort()).toEqual(Object.keys(mechanisms).sort());
});

test('what a mixture assumes follows from its mechanisms', () => {
  expect(policyNamed('xen+quiet=disable-bit+messages=on').assumes).toEqual(['disable-bit', 'msi']);
  expect(policyNamed('xen+exclusive=on').assumes).toEqual(['exclusive-lines']);
  expect(policyNamed('vfio+quiet=none').assumes).toEqual([]);
  // A preset assumes what its mechanisms do, so both ways to say it agree.
  for (const {name, assumes} of POLICIES) expect(policyNamed(`${name}+cycles=4`).assumes).toEqual(assumes);
});

test.each([
  ['xen+', /^there is no mechanism ""/],
  ['xen+hold', /^hold: not a value; write hold=mask\|eoi\|none\.$/],
  ['xen+hold=none=none', /^hold=none=none: not a value; write/],
  ['zen+hold=none', /^there is no policy "zen"/],
  ['xen+constructor=1', /^there is no mechanism "constructor"/],
  ['xen+debt=0', /^debt=0: not a value; write debt=TIME\.$/],
  ['xen+cycles=0', /^cycles=0: not a value; write cycles=N\.$/],
  ['xen+limit=0/1s', /^limit=0\/1s: not a value; write limit=COUNT\/TIME\|off\.$/],
])('%s is refused', (text, sentence) => {
  expect(() => policyNamed(text)).toThrow(sentence);
});

test('no key of a mechanism could be meant for a scenario', () => {
  for (const key of Object.keys(MECHANISMS)) expect(isMechanism(key) && !key.includes('.')).toBe(true);
});
