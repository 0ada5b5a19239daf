import type {Fact, FactKind} from '../record/fact.ts';
import {COMMAND, MACHINE_COMMAND} from './command-shapes.ts';
import {type Fields, flagShape, object, optional, type Shape, text, word} from './shape.ts';
import {boots, countShape, cpu, hang, method, namesShape, ns, power, trouble} from './values.ts';

const domain = {domain: text};
const device = {device: text};
const line = {line: text};
/** One row per kind of fact. */
export const FACT_SHAPES: {[Kind in FactKind]: Shape<Extract<Fact, {kind: Kind}>>} = {
  command_applied: fact('command_applied', {command: COMMAND}),
  command_refused: fact('command_refused', {command: optional(COMMAND), reason: text}),
  marker_added: fact('marker_added', {text}),
  alert_acknowledged: fact('alert_acknowledged', {alert: text}),
  branched: fact('branched', {toNs: ns}),
  inject_applied: fact('inject_applied', {command: MACHINE_COMMAND}),
  inject_refused: fact('inject_refused', {command: MACHINE_COMMAND, reason: text}),
  paged: fact('paged', {text}),
  said: fact('said', {text}),
  hint_taken: fact('hint_taken', {hint: countShape, cost: countShape, text}),
  diagnosis_answered: fact('diagnosis_answered', {answer: text}),
  frozen: fact('frozen', {}),
  drill_ended: fact('drill_ended', {won: flagShape, reason: text}),
  domain_hung: fact('domain_hung', {...domain, hang}),
  domain_slowed: fact('domain_slowed', {...domain, extraNs: ns}),
  domain_crashed: fact('domain_crashed', domain),
  domain_paused: fact('domain_paused', domain),
  domain_resumed: fact('domain_resumed', domain),
  domain_unbound: fact('domain_unbound', {...domain, lines: namesShape}),
  domain_destroyed: fact('domain_destroyed', domain),
  domain_booting: fact('domain_booting', domain),
  domain_ready: fact('domain_ready', {...domain, lines: namesShape}),
  device_reset: fact('device_reset', {...device, method}),
  device_power: fact('device_power', {...device, power}),
  device_probed: fact('device_probed', device),
  line_masked: fact('line_masked', line),
  line_unmasked: fact('line_unmasked', line),
  line_disabled: fact('line_disabled', line),
  line_enabled: fact('line_enabled', line),
  line_given_up: fact('line_given_up', {...line, ...domain}),
  line_killed: fact('line_killed', line),
  line_revived: fact('line_revived', line),
  limit_set: fact('limit_set', {...line, count: countShape, windowNs: ns}),
  affinity_set: fact('affinity_set', {...line, cpu}),
  bind_refused: fact('bind_refused', {...line, ...domain, reason: text}),
  debt_taken_over: fact('debt_taken_over', {...line, ...domain}),
  power_cycled: fact('power_cycled', {...line, ...domain, cleared: namesShape, kept: namesShape}),
  power_cycles_exhausted: fact('power_cycles_exhausted', {...line, ...domain}),
  boot_broken: fact('boot_broken', {...domain, boots: boots}),
  cause_raised: fact('cause_raised', device),
  device_storms: fact('device_storms', {...device, perSecond: countShape}),
  device_stuck: fact('device_stuck', device),
  device_quiesced: fact('device_quiesced', device),
  device_failed: fact('device_failed', device),
  device_masked: fact('device_masked', device),
  device_unmasked: fact('device_unmasked', device),
  device_moved: fact('device_moved', {...device, from: text, to: text, slot: optional(text)}),
  messages_locked_up: fact('messages_locked_up', device),
  coalescing_set: fact('coalescing_set', {...device, gapNs: ns}),
  descriptor_rejected: fact('descriptor_rejected', {...device, reason: text}),
  host_down: fact('host_down', {}),
  host_up: fact('host_up', {}),
  host_lost: fact('host_lost', {cpu}),
  host_rebooted: fact('host_rebooted', {}),
  cpu_online: fact('cpu_online', {cpu}),
  cpu_offline: fact('cpu_offline', {cpu}),
  line_appeared: fact('line_appeared', line),
  line_vanished: fact('line_vanished', line),
  line_rewired: fact('line_rewired', {...line, devices: namesShape}),
  counter_reset: fact('counter_reset', line),
  source_troubled: fact('source_troubled', {trouble: trouble, text}),
  source_recovered: fact('source_recovered', {text}),
  source_said: fact('source_said', {text}),
  input_skipped: fact('input_skipped', {
    lines: countShape,
    snapshots: countShape,
    reason: text,
    lost: optional(word<true>(true)),
  }),
};

/** A fact is its kind, its time and the fields of its kind. */
function fact<Kind extends FactKind>(
  kind: Kind,
  fields: Fields<Omit<Extract<Fact, {kind: Kind}>, 't' | 'kind'>>,
): Shape<Extract<Fact, {kind: Kind}>> {
  return object({kind: word(kind), t: ns, ...fields} as never);
}
