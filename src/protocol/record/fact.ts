import type {Command, MachineCommand} from '../command/command.ts';
import type {BootEnd, Hang, Ns, Power, ResetMethod, SourceTrouble} from '../words.ts';

/** Something changed or was done. Facts are always recorded. Their names are in the past tense; a request is a Command. */
export type Fact = {t: Ns} & (
  | {kind: 'command_applied'; command: Command}
  /** Without a command: the request could not be read. */
  | {kind: 'command_refused'; command?: Command; reason: string}
  | {kind: 'marker_added'; text: string}
  | {kind: 'alert_acknowledged'; alert: string}
  | {kind: 'branched'; toNs: Ns}
  | {kind: 'inject_applied'; command: MachineCommand}
  | {kind: 'inject_refused'; command: MachineCommand; reason: string}
  | {kind: 'paged'; text: string}
  | {kind: 'said'; text: string}
  | {kind: 'hint_taken'; hint: number; cost: number; text: string}
  | {kind: 'diagnosis_answered'; answer: string}
  | {kind: 'frozen'}
  | {kind: 'drill_ended'; won: boolean; reason: string}
  | {kind: 'domain_hung'; domain: string; hang: Hang}
  | {kind: 'domain_slowed'; domain: string; extraNs: Ns}
  | {kind: 'domain_crashed'; domain: string}
  | {kind: 'domain_paused'; domain: string}
  | {kind: 'domain_resumed'; domain: string}
  | {kind: 'domain_unbound'; domain: string; lines: string[]}
  | {kind: 'domain_destroyed'; domain: string}
  | {kind: 'domain_booting'; domain: string}
  | {kind: 'domain_ready'; domain: string; lines: string[]}
  | {kind: 'device_reset'; device: string; method: ResetMethod}
  | {kind: 'device_power'; device: string; power: Power}
  | {kind: 'device_probed'; device: string}
  | {kind: 'line_masked'; line: string}
  | {kind: 'line_unmasked'; line: string}
  | {kind: 'line_disabled'; line: string}
  | {kind: 'line_enabled'; line: string}
  | {kind: 'line_given_up'; line: string; domain: string}
  | {kind: 'line_killed'; line: string}
  | {kind: 'line_revived'; line: string}
  | {kind: 'limit_set'; line: string; count: number; windowNs: Ns}
  | {kind: 'affinity_set'; line: string; cpu: number}
  | {kind: 'bind_refused'; line: string; domain: string; reason: string}
  | {kind: 'debt_taken_over'; line: string; domain: string}
  | {kind: 'power_cycled'; line: string; domain: string; cleared: string[]; kept: string[]}
  | {kind: 'power_cycles_exhausted'; line: string; domain: string}
  | {kind: 'boot_broken'; domain: string; boots: BootEnd}
  | {kind: 'cause_raised'; device: string}
  | {kind: 'device_storms'; device: string; perSecond: number}
  | {kind: 'device_stuck'; device: string}
  | {kind: 'device_quiesced'; device: string}
  | {kind: 'device_failed'; device: string}
  | {kind: 'device_masked'; device: string}
  | {kind: 'device_unmasked'; device: string}
  | {kind: 'device_moved'; device: string; from: string; to: string; slot?: string}
  | {kind: 'messages_locked_up'; device: string}
  | {kind: 'coalescing_set'; device: string; gapNs: Ns}
  | {kind: 'descriptor_rejected'; device: string; reason: string}
  | {kind: 'host_down'}
  | {kind: 'host_up'}
  | {kind: 'host_lost'; cpu: number}
  | {kind: 'host_rebooted'}
  | {kind: 'cpu_online'; cpu: number}
  | {kind: 'cpu_offline'; cpu: number}
  | {kind: 'line_appeared'; line: string}
  | {kind: 'line_vanished'; line: string}
  | {kind: 'line_rewired'; line: string; devices: string[]}
  | {kind: 'counter_reset'; line: string}
  /** `lost`: records are missing, so that totals and gauges are unknown until the next keyframe. */
  | {kind: 'input_skipped'; lines: number; snapshots: number; reason: string; lost?: true}
  | {kind: 'source_troubled'; trouble: SourceTrouble; text: string}
  | {kind: 'source_recovered'; text: string}
  | {kind: 'source_said'; text: string}
);

export type FactKind = Fact['kind'];

/** Whether a real host can know a fact, `observed`, or only a simulator, `truth`. */
export type Visibility = 'observed' | 'truth';

/** One row per kind of fact: its visibility and its meaning. */
export const FACTS: Record<FactKind, {visibility: Visibility; title: string}> = {
  command_applied: {
    visibility: 'observed',
    title: 'a command was carried out; it takes effect after every event at the same t',
  },
  command_refused: {visibility: 'observed', title: 'a command could not be carried out, and why; nothing was changed'},
  marker_added: {visibility: 'observed', title: 'the user marked this moment'},
  alert_acknowledged: {visibility: 'observed', title: 'the user has seen an alert'},
  branched: {
    visibility: 'observed',
    title:
      'the user went back to toNs and gave a command there: the run goes on in another recording, and this one ends',
  },
  inject_applied: {
    visibility: 'truth',
    title: 'a drill, or its instructor, broke something, hidden from the trainee',
  },
  inject_refused: {visibility: 'truth', title: 'a drill could not break what it wanted to break, and why'},
  paged: {visibility: 'observed', title: 'a user of the host called, with a page or a ticket'},
  said: {visibility: 'observed', title: 'the instructor of a drill sent a message'},
  hint_taken: {visibility: 'observed', title: 'the trainee of a drill took its next hint, at its price in points'},
  diagnosis_answered: {visibility: 'observed', title: 'the trainee of a drill answered the diagnosis'},
  frozen: {visibility: 'observed', title: 'the trainee of a drill stopped its clock to think'},
  drill_ended: {visibility: 'observed', title: 'a drill is over: won or lost, and why'},
  domain_hung: {
    visibility: 'truth',
    title: 'the domain hangs: stuck (spins, answers nothing) or deaf (answers, silences nothing)',
  },
  domain_slowed: {visibility: 'truth', title: 'every handler of the domain waits extraNs longer; 0: as before'},
  domain_crashed: {
    visibility: 'observed',
    title: 'the domain stopped by itself; it stays bound and keeps its debts until destroyed',
  },
  domain_paused: {visibility: 'observed', title: 'the toolstack stopped the vCPUs of the domain; it stays bound'},
  domain_resumed: {visibility: 'observed', title: 'the vCPUs run again'},
  domain_unbound: {
    visibility: 'observed',
    title: 'the domain is no longer notified of these lines; its debts on them are cancelled',
  },
  domain_destroyed: {visibility: 'observed', title: 'the domain is gone; its devices keep their causes'},
  domain_booting: {visibility: 'observed', title: 'the toolstack has built the domain again; it boots'},
  domain_ready: {visibility: 'observed', title: 'the domain has booted, bound these lines and probed its devices'},
  device_reset: {visibility: 'observed', title: 'a reset began: the pin falls now, queued work is dropped'},
  device_power: {visibility: 'observed', title: 'the device reached a power state'},
  device_probed: {visibility: 'observed', title: 'its driver initialised the device: quiet, and in service again'},
  line_masked: {visibility: 'observed', title: 'an operator masked the line'},
  line_unmasked: {visibility: 'observed', title: 'an operator unmasked the line; debts on it are cancelled'},
  line_disabled: {visibility: 'observed', title: 'the last bound domain is gone, and the line is shut down'},
  line_enabled: {visibility: 'observed', title: 'a domain is bound to the line again'},
  line_given_up: {
    visibility: 'truth',
    title: 'nobody cared, inside a guest: it masked its event channel, no longer answers, and polls at 10 Hz',
  },
  line_killed: {
    visibility: 'observed',
    title: 'the line is held by domains that have given it up, and no time limit will release it',
  },
  line_revived: {visibility: 'observed', title: 'another driver requested a killed line, so it delivers again'},
  limit_set: {
    visibility: 'observed',
    title: 'an operator limits a line to a count of interrupts in a window; 0: no longer',
  },
  affinity_set: {visibility: 'observed', title: 'an operator sends all interrupts of a line to one CPU'},
  bind_refused: {visibility: 'observed', title: 'a domain could not be bound to a line, and why'},
  debt_taken_over: {
    visibility: 'observed',
    title: 'the supervisor keeps the line held in place of the domain that owed, until it is safe to release it',
  },
  power_cycled: {
    visibility: 'observed',
    title: 'the devices of a debtor went through D3hot and back; some lost their causes, others kept them',
  },
  power_cycles_exhausted: {
    visibility: 'observed',
    title: 'power cycling has failed as often as it may be tried; the line stays held',
  },
  boot_broken: {visibility: 'truth', title: 'the next boots of the domain will end like this'},
  cause_raised: {visibility: 'truth', title: 'the device was made to raise an interrupt'},
  device_storms: {
    visibility: 'truth',
    title: 'the device raises this many interrupts per second; 0: its usual rate again',
  },
  device_stuck: {visibility: 'truth', title: 'the device holds its pin up, even when it is served, until it is reset'},
  device_quiesced: {
    visibility: 'observed',
    title: 'the supervisor silenced the device of a dying domain: bus master and interrupts off',
  },
  device_failed: {visibility: 'observed', title: 'its driver could not initialise the device: out of service'},
  device_masked: {visibility: 'observed', title: 'an operator set the interrupt disable bit of the device'},
  device_unmasked: {visibility: 'observed', title: 'an operator cleared the interrupt disable bit of the device'},
  device_moved: {visibility: 'observed', title: 'from now on the interrupts of the device reach another line'},
  messages_locked_up: {visibility: 'truth', title: 'the device no longer sends messages, although it has causes'},
  coalescing_set: {visibility: 'observed', title: 'an operator lets the device interrupt at most once in this time'},
  descriptor_rejected: {
    visibility: 'observed',
    title: 'the descriptor of the driver does not silence its device: its owner owes acknowledgements again',
  },
  host_down: {visibility: 'observed', title: 'the whole host was switched off, for example to move a card'},
  host_up: {visibility: 'observed', title: 'the host is on again; its domains boot'},
  host_lost: {
    visibility: 'observed',
    title: 'a CPU ran nothing but the interrupt path until the watchdog declared the host lost; the run ends here',
  },
  host_rebooted: {
    visibility: 'observed',
    title:
      'the host has rebooted since the previous sample: every counter restarted; the time that it was down is left out',
  },
  cpu_online: {visibility: 'observed', title: 'a CPU is new; a keyframe at the same t has it'},
  cpu_offline: {visibility: 'observed', title: 'a CPU is gone; a keyframe at the same t is without it'},
  line_appeared: {
    visibility: 'observed',
    title: 'a line or counter is new; a keyframe at the same t has it',
  },
  line_vanished: {
    visibility: 'observed',
    title: 'a line is gone, as when its last driver is unloaded; a keyframe at the same t is without it',
  },
  line_rewired: {
    visibility: 'observed',
    title: 'the devices on a line, or its controller, have changed; a keyframe at the same t has them',
  },
  counter_reset: {
    visibility: 'observed',
    title: 'a counter went down and did not wrap: it restarted, as when a line is set up again',
  },
  input_skipped: {
    visibility: 'observed',
    title: 'part of the input could not be used: how many lines and snapshots, and the first reason',
  },
  source_troubled: {
    visibility: 'observed',
    title: 'something is wrong with the watched program: silent, deaf, flood or ended, and a sentence with the details',
  },
  source_recovered: {
    visibility: 'observed',
    title: 'nothing is wrong with the watched program any more, and a sentence with the reason',
  },
  source_said: {visibility: 'observed', title: 'a line that the program wrote to its stderr'},
};
