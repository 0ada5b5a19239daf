import {COMMANDS, type Command} from '../../protocol/command/command.ts';
import {ALERTS, type AlertKind} from '../../protocol/frame/frame.ts';
import type {Fact, FactKind} from '../../protocol/record/fact.ts';
import {formatTime} from '../../protocol/time.ts';
import type {LogEntry} from '../view/view.ts';
import {moment} from './numbers.ts';

/** An entry of the log as a sentence, without its time. */
export function describe(entry: LogEntry): string {
  if (entry.kind === 'fact') return describeFact(entry.fact);
  return entry.kind === 'raised' ? `alert: ${entry.text}` : `over: ${alertWords(entry.alert)}`;
}

function describeFact(fact: Fact): string {
  // Every row takes the fact of its own kind; the compiler can not see that through the union.
  return (SENTENCES[fact.kind] as (fact: Fact) => string)(fact);
}

const SENTENCES: {[kind in FactKind]: (fact: Extract<Fact, {kind: kind}>) => string} = {
  command_applied: ({command}) => `done: ${writeCommand(command)}`,
  command_refused: ({command, reason}) => `refused: ${command ? `${writeCommand(command)}: ` : ''}${reason}`,
  marker_added: ({text}) => `marker: ${text}`,
  alert_acknowledged: ({alert}) => `acknowledged: ${alertWords(alert)}`,
  branched: ({toNs}) => `a new run branched off at ${moment(toNs)}; this one ends here`,
  inject_applied: ({command}) => `the drill gave: ${writeCommand(command)}`,
  inject_refused: ({command, reason}) => `the drill gave: ${writeCommand(command)}, which was refused: ${reason}`,
  paged: ({text}) => text,
  said: ({text}) => `instructor: ${text}`,
  hint_taken: ({hint, cost, text}) => `hint ${hint} (${cost} points): ${text}`,
  diagnosis_answered: ({answer}) => `diagnosis: ${answer}`,
  frozen: () => 'the clock was stopped',
  drill_ended: ({won, reason}) => `the drill is ${won ? 'won' : 'lost'}: ${reason}`,
  domain_hung: ({domain, hang}) => `${domain} hangs, ${hang}`,
  domain_slowed: ({domain, extraNs}) =>
    extraNs === 0 ? `${domain} is as fast as before` : `${domain} takes ${formatTime(extraNs)} longer in every handler`,
  domain_crashed: ({domain}) => `${domain} crashed; it stays bound`,
  domain_paused: ({domain}) => `${domain} is paused`,
  domain_resumed: ({domain}) => `${domain} runs again`,
  domain_unbound: ({domain, lines}) => `${domain} was unbound from ${onLines(lines)}; its debts there are cancelled`,
  domain_destroyed: ({domain}) => `${domain} was destroyed`,
  domain_booting: ({domain}) => `${domain} boots`,
  domain_ready: ({domain, lines}) => `${domain} is ready, bound to ${onLines(lines)}`,
  device_reset: ({device, method}) => `${device} is reset (${method}); its pin falls`,
  device_power: ({device, power}) => `${device} is in ${power}`,
  device_probed: ({device}) => `${device} was probed and is in service`,
  line_masked: ({line}) => `line ${line} was masked by an operator`,
  line_unmasked: ({line}) => `line ${line} was unmasked by an operator; its debts are cancelled`,
  line_disabled: ({line}) => `line ${line} is disabled: no domain is bound to it`,
  line_enabled: ({line}) => `line ${line} is enabled again`,
  line_given_up: ({line, domain}) => `${domain} gave up line ${line}: nobody cared`,
  line_killed: ({line}) => `line ${line} is killed: domains that gave it up hold it, and nothing will release it`,
  line_revived: ({line}) => `line ${line} delivers again: another driver requested it`,
  limit_set: ({line, count, windowNs}) =>
    count === 0
      ? `line ${line} has the limit of the policy again`
      : `line ${line} may interrupt ${count} times in ${formatTime(windowNs)}`,
  affinity_set: ({line, cpu}) => `line ${line} goes to CPU${cpu}`,
  bind_refused: ({line, domain, reason}) => `${domain} was not bound to line ${line}: ${reason}`,
  debt_taken_over: ({line, domain}) => `the supervisor keeps line ${line} held for ${domain}`,
  power_cycled: ({line, domain, cleared, kept}) =>
    `the devices of ${domain} on line ${line} went through D3hot: ${cycleSuccess(cleared, kept)}`,
  power_cycles_exhausted: ({line, domain}) =>
    `power cycling the devices of ${domain} on line ${line} did not help; it stays held`,
  boot_broken: ({domain, boots}) => `the boots of ${domain} end: ${boots}`,
  cause_raised: ({device}) => `${device} was made to interrupt`,
  device_storms: ({device, perSecond}) =>
    perSecond === 0 ? `${device} interrupts at its usual rate` : `${device} interrupts ${perSecond} times per second`,
  device_stuck: ({device}) => `${device} holds its pin up, even when it is served`,
  device_quiesced: ({device}) => `${device} was silenced by the supervisor`,
  device_failed: ({device}) => `${device} did not come up`,
  device_masked: ({device}) => `the interrupt disable bit of ${device} is set`,
  device_unmasked: ({device}) => `the interrupt disable bit of ${device} is clear`,
  device_moved: ({device, from, to, slot}) =>
    `${device} interrupts on line ${to}, no longer on ${from}${slot === undefined ? '' : `: it is in ${slot}`}`,
  messages_locked_up: ({device}) => `${device} no longer sends messages`,
  coalescing_set: ({device, gapNs}) =>
    gapNs === 0 ? `${device} interrupts without a delay` : `${device} interrupts at most once in ${formatTime(gapNs)}`,
  descriptor_rejected: ({device, reason}) => `the descriptor of ${device} does not work: ${reason}`,
  host_down: () => 'the host is switched off',
  host_up: () => 'the host is on again',
  host_lost: ({cpu}) => `the host is lost: CPU${cpu} did nothing but take interrupts`,
  host_rebooted: () => 'the host rebooted, and every counter restarted',
  cpu_online: ({cpu}) => `CPU${cpu} is online`,
  cpu_offline: ({cpu}) => `CPU${cpu} is offline`,
  line_appeared: ({line}) => `line ${line} appeared`,
  line_vanished: ({line}) => `line ${line} vanished`,
  line_rewired: ({line, devices}) => `line ${line} has new wiring: ${devices.join(', ') || 'no device'}`,
  counter_reset: ({line}) => `line ${line} counts less than before: its counter restarted`,
  input_skipped: skipped,
  source_troubled: ({text}) => text,
  source_recovered: ({text}) => text,
  source_said: ({text}) => `stderr: ${text}`,
};

function cycleSuccess(cleared: readonly string[], kept: readonly string[]): string {
  const parts = [
    cleared.length > 0 ? `${cleared.join(', ')} quiet` : '',
    kept.length > 0 ? `${kept.join(', ')} as before` : '',
  ];
  return parts.filter(part => part !== '').join('; ');
}

function skipped({lines, snapshots, reason}: Extract<Fact, {kind: 'input_skipped'}>): string {
  const parts = [several(lines, 'line'), several(snapshots, 'snapshot')].filter(part => part !== '');
  return parts.length === 0 ? `the input: ${reason}` : `${parts.join(' and ')} of the input skipped, first ${reason}`;
}

function several(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A command as a user types it: `reset_device eth0 flr`. */
export function writeCommand(command: Command): string {
  const values = command as unknown as {[key: string]: string | number | undefined};
  const args = COMMANDS[command.command].args.flatMap(({name, kind}) => {
    const value = values[name];
    if (value === undefined) return [];
    return [kind === 'duration' ? formatTime(Number(value)).replace(' ', '') : String(value)];
  });
  return [command.command, ...args].join(' ');
}

/** The name of an alert in words: `starvation/169/disk` is starvation of disk on line 169. In a drill the name may be that of a line. */
export function alertWords(name: string): string {
  const [, kind, where = '', domain] = /^([^/]*)(?:\/([^/]*)(?:\/(.*))?)?$/s.exec(name) ?? [];
  if (!Object.hasOwn(ALERTS, kind)) return `line ${name}`;
  return ALERT_WORDS[kind as AlertKind](where, domain);
}

const ALERT_WORDS: {readonly [kind in AlertKind]: (where: string, domain?: string) => string} = {
  starvation: (line, domain) => `starvation of ${domain} on line ${line}`,
  're-firing': line => `re-firing of line ${line}`,
  storm: line => `storm on line ${line}`,
  livelock: cpu => `livelock of ${cpu.replace('cpu', 'CPU')}`,
  'host-lost': () => 'loss of the host',
  stopped: line => `silence of line ${line}`,
};

function onLines(lines: readonly string[]): string {
  if (lines.length === 0) return 'no line';
  return `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
}
