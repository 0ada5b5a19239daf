import type {MachineCommand} from '../command/command.ts';
import type {Ns} from '../words.ts';
import type {Knowledge} from './knowledge.ts';

/** The first line of every stream and recording: what this is and how to make it again. Never changes afterwards. */
export type Header = {
  /** Marks our format. */
  format: typeof FORMAT;
  /** Of the format; a reader refuses a higher one. */
  version: typeof FORMAT_VERSION;
  /** The kind of the source: `run`, `replay`, `host`, `xen`, `watch`. */
  source: string;
  /** Sampling interval at the start. */
  intervalNs: Ns;
  /** What its source can know; left out: only what the records contain. Words that a reader does not know are skipped. */
  knows?: readonly Knowledge[];
  /** When t = 0 was. Never in a simulation: the same run gives the same bytes. */
  origin?: Origin;
  /** Replay only: the name of the file, `stdin` for a pipe. */
  file?: string;
  /** Of a program that is watched: how it was called. */
  program?: string;
  /** Simulation only: the name of the scenario. */
  scenario?: string;
  /** Simulation only: the content of the scenario's file, where it is not a built-in one. JSON is YAML, so it can be read as such a file. */
  scenarioFile?: {readonly [key: string]: unknown};
  /** Simulation only: values of the scenario that were set, by key (`eth0.rate`: `1000/s`), in the order given. */
  settings?: {readonly [key: string]: string};
  /** Simulation only: the seed of every random stream, 0 to 2^32-1. */
  seed?: number;
  /** Simulation only: the preset that decides when a line is unmasked, and mechanisms that were set: `xen+forced-eoi=2ms`. */
  policy?: string;
  /** Simulation only: whether the machine has the hardware that the policy assumes, though the scenario has not. */
  hardware?: 'assumed' | 'real';
  /** Simulation only: a number that grows when the machine's behaviour changes, so that a run can no longer be repeated; left out: 1. */
  machine?: number;
  /** Simulation only: hardware-level steps stand among the records. */
  steps?: true;
  /** The briefing of a drill, for its trainee. */
  briefing?: Briefing;
  /** A drill only: its name, and the text of its file as JSON, in pieces short enough for any reader; so that the recording alone is enough to judge it again. */
  drill?: {name: string; text: readonly string[]};
  /** A branch only: when it left which run (its recording, where there is one); its first record is a keyframe of that time. */
  branchOf?: {t: Ns; file?: string};
  /**
   * A branch, or a recording that began in the middle of a run: all commands to the machine before its first record, so that the recording
   * alone is enough to run it again.
   */
  commands?: Given[];
};

/** The time of t = 0, by the clocks of the host that the records are of; readings of one host are joined by it. */
export type Origin = {
  /** Microseconds of Unix time. */
  unixUs?: number;
  /** Nanoseconds since the host was booted. */
  uptimeNs?: Ns;
};

/** What a trainee reads before a drill. */
export type Briefing = {
  title: string;
  /** Paragraphs. */
  brief: readonly string[];
  objective: string;
  question: string;
  choices: readonly string[];
  limitNs: Ns;
  /** How many there are. */
  hints: number;
};

/** A command, and when it was given. */
export type Given = {t: Ns; command: MachineCommand};

export const FORMAT = 'irqdeck-recording';
export const FORMAT_VERSION = 1;
/** Grows when the simulator's behaviour changes: a recording made by another one can be read, but not run again. */
export const MACHINE_VERSION = 1;

/** The name of a scenario with values set, which is not that of its file: `poweredge-400sc+eth0.rate=1000/s`. */
export function asSet(scenario: string, settings: Header['settings'] = {}): string {
  return [scenario, ...Object.entries(settings).map(pair => pair.join('='))].join('+');
}
