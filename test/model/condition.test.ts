import {expect, test} from 'vitest';
import {advance} from '../../src/model/fold/fold.ts';
import {holds, missing, parseCondition} from '../../src/model/frame/condition.ts';
import {FIELDS} from '../../src/model/frame/condition-fields.ts';
import {frame} from '../../src/model/frame/frame.ts';
import {initialView} from '../../src/model/view/view.ts';
import {ALL_KNOWLEDGE} from '../../src/protocol/record/knowledge.ts';
import {fact, HEADER, KEYFRAME, play} from './machine.ts';

// The source knows everything but CPU times.
const BEGIN = advance(initialView({...HEADER, knows: ALL_KNOWLEDGE.filter(each => each !== 'cpu-time')}), [KEYFRAME]);

// Net is hung, disk starves because of it, line 169 was killed.
const FRAME = frame(
  play(
    advance(BEGIN, [
      fact(0, {kind: 'domain_hung', domain: 'net', hang: 'stuck'}),
      fact(0, {kind: 'line_killed', line: '169'}),
    ]),
    0,
    1000,
    ms => ({
      lines: [
        {irq: '169', state: 'killed', heldNs: {killed: 1e8}, owedBy: ['net'], released: {forced: 1}},
        {irq: '193', counts: [[0, 3]]},
      ],
      domains: [
        {name: 'disk', starvedNs: 1e8, starvedOn: [{line: '169', starvedNs: 1e8, by: ['net']}]},
        {name: 'net', silentSinceNs: 0, owes: ['169'], oldestDebtSinceNs: 0},
      ],
      devices: [{name: 'eth0', asserted: true, raised: ms}],
    }),
  ),
  BEGIN,
);

function held(text: string): string | null {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return holds(parsed.condition, FRAME);
}

test.each([
  ['line.state=killed', 'line 169: state is killed'],
  ['line.state = killed', 'line 169: state is killed'],
  ['line[169].state!=open', 'line 169: state is killed'],
  ['line.rate>=30', 'line 193: rate is 30'],
  ['line[193].total>32', 'line 193: total is 33'],
  ['line.waitsFor=net', 'line 169: waitsFor is net'],
  ['line[193].waitsFor!=net', 'line 193: waitsFor is nobody'],
  ['line.released.forced>=10', 'line 169: released.forced is 10'],
  ['line.blockedReasons.killed=1', 'line 169: blockedReasons.killed is 1'],
  ['line[193].blockedReasons.killed<1', 'line 193: blockedReasons.killed is 0'],
  ['domain.health=hung', 'domain net: health is hung'],
  ['domain[disk].starvedNs>=1s', 'domain disk: starvedNs is 1.00 s'],
  ['domain[disk].starvedNs<=1000000000', 'domain disk: starvedNs is 1.00 s'],
  ['domain.oldestAckAgeNs>999ms', 'domain net: oldestAckAgeNs is 1.00 s'],
  ['device.asserted=true', 'device eth0: asserted is true'],
  ['device[eth0].lost<1', 'device eth0: lost is 0'],
  ['cpu[0].rate>29', 'cpu 0: rate is 30'],
  ['alert.kind=starvation', 'alert starvation/169/disk: kind is starvation'],
  ['alert.culprits=net', 'alert starvation/169/disk: culprits is net'],
  ['host=unknown', 'host: it is unknown'],
])('%s holds: %s', (text, sentence) => {
  expect(held(text)).toBe(sentence);
});

test.each([
  'line.state=masked',
  'line[193].state=killed',
  'line[12].state=open',
  'line.rate>30',
  'domain[disk].starvedNs>1s',
  'domain[disk].starvedNs<999ms',
  'alert.kind=storm',
  'host=lost',
  // The frame has no CPU times, so no condition on them can hold.
  'cpu.irqShare>=0',
  'cpu.irqShare!=5',
])('%s does not hold', text => {
  expect(held(text)).toBeNull();
});

test.each([
  ['', 'write ROW.FIELD OPERATOR VALUE, like line.state=killed, domain[net].starvedNs>=1s or host=lost'],
  ['line=killed', 'write ROW.FIELD OPERATOR VALUE, like line.state=killed, domain[net].starvedNs>=1s or host=lost'],
  [
    'lime.state=open',
    'there is no row "lime", did you mean "line"? (there are: line, domain, device, cpu, alert, host)',
  ],
  ['constructor.state=open', 'there is no row "constructor" (there are: line, domain, device, cpu, alert, host)'],
  [
    'domain.heath=ok',
    'domain has no field "heath", did you mean "health"? (there are: id, name, state, toolstackState, health, unacked, oldestAckAgeNs, ackP99Ns, starvedNs, starvedBy, restarts)',
  ],
  [
    'line.state=kiled',
    'line.state is never "kiled", did you mean "killed"? (there are: open, in-flight, masked, limited, unused, killed, unknown)',
  ],
  // The names of before are refused with those of now.
  ['line.owedBy=net', 'line.owedBy is now called line.waitsFor'],
  ['line.maskedShare>0.5', 'line.maskedShare is now called line.blockedShare'],
  ['line.maskedForNs>1s', 'line.maskedForNs is now called line.blockedForNs'],
  ['line.maskedBy.in-flight>0', 'line.maskedBy.in-flight is now called line.blockedReasons.unacked'],
  ['line.state=disabled', 'line.state=disabled is now called unused'],
  ['domain.owes=169', 'domain.owes is now called domain.unacked'],
  ['line.state>open', 'line.state is not a number, so its operator must be = or !='],
  ['line.rate>fast', 'line.rate is a number, not "fast"'],
  ['domain.starvedNs>soon', 'domain.starvedNs is a time like 500ms, not "soon"'],
  ['device.asserted=yes', 'device.asserted is true or false, not "yes"'],
  ['host=dead', 'host is never "dead" (there are: up, livelocked, down, lost, unknown)'],
  ['host.state=lost', 'the host has no fields: write host=lost'],
])('"%s" is refused: %s', (text, error) => {
  expect(parseCondition(text)).toEqual({ok: false, error: `condition "${text}": ${error}`});
});

test('every field of a frame can be named', () => {
  for (const [row, rows] of [
    ['line', FRAME.lines],
    ['domain', FRAME.domains],
    ['device', FRAME.devices],
    ['cpu', FRAME.cpus],
    ['alert', FRAME.alerts],
  ] as const) {
    const names = Object.keys(FIELDS[row]).map(name => name.split('.')[0]);
    for (const field of new Set(rows.flatMap(found => Object.keys(found))))
      if (!['perCpu', 'starvedByNs'].includes(field)) expect(names, row).toContain(field);
  }
});

test('a name that no row has is told, with what there is', () => {
  const missed = (text: string) => {
    const parsed = parseCondition(text);
    return parsed.ok ? missing(parsed.condition, FRAME) : parsed.error;
  };
  expect(missed('domain[nett].health=hung')).toBe(
    'condition "domain[nett].health=hung": there is no domain "nett", did you mean "net"? (there are: disk, net, usb)',
  );
  expect(missed('domain[net].health=hung')).toBeNull();
  expect(missed('alert[storm/169].acknowledged=true')).toBeNull();
  expect(missed('line.state=open')).toBeNull();
});
