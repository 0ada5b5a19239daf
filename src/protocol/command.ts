import type {Hang, Ns, ResetMethod} from './words.ts';

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
  | {command: 'mask_line'; line: string}
  | {command: 'unmask_line'; line: string};

/** A request to the session itself, the same for every source that is live. */
export type DeskCommand = {command: 'add_marker'; text: string} | {command: 'acknowledge_alert'; alert: string};

export type Command = MachineCommand | DeskCommand;
export type CommandName = Command['command'];

/** What a command's argument may be; names are looked up in the source's wiring. */
export type ArgumentKind = 'domain' | 'device' | 'line' | 'hang' | 'method' | 'duration' | 'text' | 'alert';

export type CommandRow = {
  /** Who answers: the source, or the session's desk. */
  to: 'machine' | 'desk';
  /** Names of the arguments in order; optional ones end in `?`. */
  args: {name: string; kind: ArgumentKind; optional?: true}[];
  /** Destroys something: names its victims and asks before it is sent from a screen. */
  destructive?: true;
  title: string;
};

const domain = {name: 'domain', kind: 'domain'} as const;
const line = {name: 'line', kind: 'line'} as const;

/** One row per command: help, completion, parsing and the README are drawn from it. */
export const COMMANDS: {readonly [name in CommandName]: CommandRow} = {
  hang_domain: {
    to: 'machine',
    args: [domain, {name: 'hang', kind: 'hang', optional: true}],
    destructive: true,
    title: 'hang a domain: stuck (the default) answers nothing, deaf answers and never quiets its device',
  },
  slow_domain: {
    to: 'machine',
    args: [domain, {name: 'extraNs', kind: 'duration', optional: true}],
    title: 'make every handler of a domain wait this much longer (20ms by default; 0 heals)',
  },
  crash_domain: {
    to: 'machine',
    args: [domain],
    destructive: true,
    title: 'crash a domain; the toolstack then acts as the policy says',
  },
  pause_domain: {to: 'machine', args: [domain], title: 'stop the vCPUs of a domain; it stays bound and owes'},
  resume_domain: {to: 'machine', args: [domain], title: 'let the vCPUs of a paused domain run again'},
  kill_domain: {to: 'machine', args: [domain], destructive: true, title: 'destroy a domain and leave it dead'},
  start_domain: {to: 'machine', args: [domain], title: 'build and boot a dead domain'},
  restart_domain: {
    to: 'machine',
    args: [domain],
    destructive: true,
    title: 'destroy a domain, then boot it, bind and probe its devices',
  },
  reset_device: {
    to: 'machine',
    args: [
      {name: 'device', kind: 'device'},
      {name: 'method', kind: 'method', optional: true},
    ],
    destructive: true,
    title: 'reset a device, by the best method it has: its pin falls, its driver must probe it again',
  },
  mask_line: {to: 'machine', args: [line], title: 'mask a line: every sharer waits'},
  unmask_line: {to: 'machine', args: [line], title: 'unmask a line and cancel what is owed on it'},
  add_marker: {to: 'desk', args: [{name: 'text', kind: 'text'}], title: 'mark this moment'},
  acknowledge_alert: {to: 'desk', args: [{name: 'alert', kind: 'alert'}], title: 'say that an alert was seen'},
};

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];
