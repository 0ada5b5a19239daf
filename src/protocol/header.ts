import type {MachineCommand} from './command.ts';
import type {Ns} from './words.ts';

/** The first line of every stream and recording: what this is and how to make it again. Never changes afterwards. */
export type Header = {
  /** Says that this is ours. */
  format: typeof FORMAT;
  /** Of the format; a reader refuses a higher one. */
  version: typeof FORMAT_VERSION;
  /** Which kind of source speaks: `run`, `replay`, `host`, `xen`, `watch`. */
  source: string;
  /** Sampling interval at the start. */
  intervalNs: Ns;
  /** Replay only: the name of the file, `stdin` for a pipe. */
  file?: string;
  /** Of a program that is watched: how it was called. */
  program?: string;
  /** Simulation only: what is simulated. */
  scenario?: string;
  /** Simulation only: the seed of every random stream, 0 to 2^32-1. */
  seed?: number;
  /** Simulation only: the preset that decides who may unmask when. */
  policy?: string;
  /** Simulation only: whether the machine was lent what the policy assumes. */
  hardware?: 'assumed' | 'real';
  /** A branch only: when it left which run (its recording, where there is one); its first record is a keyframe of that time. */
  branchOf?: {t: Ns; file?: string};
  /**
   * A branch, or a recording that began in the middle of a run: all that was asked of the machine before its first record, so that it
   * can be made again alone.
   */
  commands?: Given[];
};

/** A command, and when it was given. */
export type Given = {t: Ns; command: MachineCommand};

export const FORMAT = 'irqdeck-recording';
export const FORMAT_VERSION = 1;
