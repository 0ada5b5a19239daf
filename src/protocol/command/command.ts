import type {BootEnd, Hang, Ns, ResetMethod} from '../words.ts';

/** A request to the machine. Applied after every event at the same t; answered by `command_applied` or `command_refused`. */
export type MachineCommand =
  | {command: 'hang_domain'; domain: string; hang?: Hang}
  | {command: 'slow_domain'; domain: string; extraNs?: Ns}
  | {command: 'crash_domain'; domain: string}
  | {command: 'pause_domain'; domain: string}
  | {command: 'resume_domain'; domain: string}
  | {command: 'kill_domain'; domain: string}
  | {command: 'start_domain'; domain: string}
  | {command: 'restart_domain'; domain: string}
  | {command: 'reset_device'; device: string; method?: ResetMethod}
  | {command: 'cycle_power'; device: string}
  | {command: 'mask_line'; line: string}
  | {command: 'unmask_line'; line: string}
  | {command: 'limit_line'; line: string; count: number; windowNs?: Ns}
  | {command: 'set_affinity'; line: string; cpu: number}
  | {command: 'mask_device'; device: string}
  | {command: 'unmask_device'; device: string}
  | {command: 'set_coalescing'; device: string; gapNs: Ns}
  | {command: 'use_messages'; device: string}
  | {command: 'use_pin'; device: string}
  | {command: 'move_card'; device: string; slot: string}
  | {command: 'raise_cause'; device: string}
  | {command: 'storm_device'; device: string; perSecond?: number}
  | {command: 'stick_device'; device: string}
  | {command: 'lock_up_messages'; device: string}
  | {command: 'break_boot'; domain: string; boots?: BootEnd};

/** A request to the session itself, the same for every live source. */
export type DeskCommand =
  | {command: 'add_marker'; text: string}
  | {command: 'acknowledge_alert'; alert: string}
  | {command: 'take_hint'}
  | {command: 'answer_diagnosis'; answer: string}
  | {command: 'freeze'}
  | {command: 'page'; text: string}
  | {command: 'say'; text: string};

export type Command = MachineCommand | DeskCommand;
export type CommandName = Command['command'];

/** The kinds of argument of a command. Names are looked up in the wiring of the source. */
export type ArgumentKind =
  | 'domain'
  | 'device'
  | 'line'
  | 'slot'
  | 'hang'
  | 'method'
  | 'boots'
  | 'duration'
  | 'number'
  | 'text'
  | 'alert';

export type CommandRow = {
  /** The part that answers: the source, or the session's desk. */
  to: 'machine' | 'desk';
  /** Names of the arguments in order; optional ones end in `?`. */
  args: {name: string; kind: ArgumentKind; optional?: true}[];
  /** Breaks something on purpose; only a simulator can. */
  inject?: true;
  title: string;
};

const domain = {name: 'domain', kind: 'domain'} as const;
const line = {name: 'line', kind: 'line'} as const;
const device = {name: 'device', kind: 'device'} as const;

/** One row per command: help, completion, parsing and the README are made from it. */
export const COMMANDS: {readonly [name in CommandName]: CommandRow} = {
  hang_domain: {
    to: 'machine',
    inject: true,
    args: [domain, {name: 'hang', kind: 'hang', optional: true}],
    title: 'hang a domain: stuck answers nothing, deaf silences nothing; in one kernel silent, spin or thread',
  },
  slow_domain: {
    to: 'machine',
    inject: true,
    args: [domain, {name: 'extraNs', kind: 'duration', optional: true}],
    title: 'make every handler of a domain wait this much longer (20ms; 0 heals)',
  },
  crash_domain: {
    to: 'machine',
    inject: true,
    args: [domain],
    title: 'crash a domain; the toolstack then reacts as the policy defines',
  },
  pause_domain: {to: 'machine', args: [domain], title: 'stop the vCPUs of a domain; it stays bound and owes'},
  resume_domain: {to: 'machine', args: [domain], title: 'let the vCPUs of a paused domain run again'},
  kill_domain: {to: 'machine', args: [domain], title: 'destroy a domain and leave it dead'},
  start_domain: {to: 'machine', args: [domain], title: 'build and boot a dead domain'},
  restart_domain: {
    to: 'machine',
    args: [domain],
    title: 'destroy a domain, then boot it, bind and probe its devices',
  },
  reset_device: {
    to: 'machine',
    args: [device, {name: 'method', kind: 'method', optional: true}],
    title: 'reset a device: its pin falls, its driver must probe it again',
  },
  mask_line: {to: 'machine', args: [line], title: 'mask a line: all its sharers wait'},
  unmask_line: {to: 'machine', args: [line], title: 'unmask a line and cancel its debts'},
  limit_line: {
    to: 'machine',
    args: [line, {name: 'count', kind: 'number'}, {name: 'windowNs', kind: 'duration', optional: true}],
    title: 'limit a line to N interrupts in a window (100ms); 0: the limit of the policy',
  },
  set_affinity: {
    to: 'machine',
    args: [line, {name: 'cpu', kind: 'number'}],
    title: 'send all interrupts of a line to one CPU',
  },
  cycle_power: {
    to: 'machine',
    args: [device],
    title: 'send a device through D3hot and back, which clears the cause of some devices',
  },
  mask_device: {
    to: 'machine',
    args: [device],
    title: 'set the interrupt disable bit of a device: only this device is silent',
  },
  unmask_device: {to: 'machine', args: [device], title: 'clear the interrupt disable bit of a device'},
  set_coalescing: {
    to: 'machine',
    args: [device, {name: 'gapNs', kind: 'duration'}],
    title: 'let a device interrupt at most once in this time; 0: without a delay',
  },
  use_messages: {
    to: 'machine',
    args: [device],
    title: 'let a device send messages on a line of its own instead of using its pin',
  },
  use_pin: {to: 'machine', args: [device], title: 'let a device that sends messages use its pin again'},
  move_card: {
    to: 'machine',
    args: [device, {name: 'slot', kind: 'slot'}],
    title: 'move a card to another slot, or swap two; on old PCI the host is down meanwhile',
  },
  raise_cause: {to: 'machine', inject: true, args: [device], title: 'let a device raise an interrupt now'},
  storm_device: {
    to: 'machine',
    inject: true,
    args: [device, {name: 'perSecond', kind: 'number', optional: true}],
    title: 'let a device raise N interrupts per second (100000; 0 heals)',
  },
  stick_device: {
    to: 'machine',
    inject: true,
    args: [device],
    title: 'let a device hold its pin up, even when it is served, until it is reset',
  },
  lock_up_messages: {
    to: 'machine',
    inject: true,
    args: [device],
    title: 'let a device that sends messages stop sending them',
  },
  break_boot: {
    to: 'machine',
    inject: true,
    args: [
      {name: 'domain', kind: 'domain'},
      {name: 'boots', kind: 'boots', optional: true},
    ],
    title: 'let the boots of a domain end in a crash, without its devices, or normally again',
  },
  add_marker: {to: 'desk', args: [{name: 'text', kind: 'text'}], title: 'add a marker at this moment'},
  acknowledge_alert: {to: 'desk', args: [{name: 'alert', kind: 'alert'}], title: 'acknowledge an alert: it was seen'},
  take_hint: {to: 'desk', args: [], title: 'in a drill: show the next hint, which costs points'},
  answer_diagnosis: {
    to: 'desk',
    args: [{name: 'answer', kind: 'text'}],
    title: 'in a drill: answer the diagnosis with one of the choices',
  },
  freeze: {to: 'desk', args: [], title: 'in a drill: stop the clock to think; the first time is free'},
  page: {to: 'desk', args: [{name: 'text', kind: 'text'}], title: 'call the trainee as a user of the host'},
  say: {to: 'desk', args: [{name: 'text', kind: 'text'}], title: 'send the trainee a message from the instructor'},
};

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];
