import type {DeskCommand, MachineCommand} from '../protocol/command/command.ts';
import type {Hardware} from '../protocol/frame/hardware.ts';
import type {Fact} from '../protocol/record/fact.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Index} from '../protocol/record/index.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Step} from '../protocol/record/step.ts';
import type {Ns} from '../protocol/words.ts';

/** Where records come from. A source can do what it has a method for; the screen explains what is missing. */
export type Source = {
  readonly header: Header;
  /** A live source: it decides when something happens. Missing: its reader does. */
  readonly live?: true;
  /** Missing: unknown. */
  readonly hardware?: Hardware;
  /** Records after the last read up to and including `untilNs`, in order; the first read begins with a keyframe. */
  read(untilNs: Ns): TraceRecord[];
  /**
   * For a file, a pipe or a program: the time of the next record, `Infinity` where there is none, `null` as long as it has not arrived.
   * Until then nothing happens in the source, so it does not have to be read.
   */
  readonly nextNs?: Ns | null;
  /** Resolves when `nextNs` is not `null`; never fails. Missing: records are always there. */
  arrival?(): Promise<void>;
  /** True once nothing more will ever come: a recording's end, a lost host. */
  readonly ended: boolean;
  /**
   * For a file: goes to another time. `true`: the next read begins with the last usable keyframe at or before `t`, or with the first
   * record where there is none so early, and goes on from there; `nextNs` is its time, or `null` until it has arrived. `false`: nothing
   * has changed, because there is no such keyframe between the last read and `t`, so reading on is as near. The caller gives a time that
   * is early enough for all that it needs, and does not read until this is done.
   */
  seek?(t: Ns): Promise<boolean>;
  /** For a source that ends: the time of its last record; `null` as long as it is unknown. */
  readonly endNs?: Ns | null;
  /** For a recording with indexes: all of them, in order, without reading the rest. Rejects when reading fails. */
  indexes?(): AsyncGenerator<Index, void>;
  /** Its whole state after the last read, for `restore`: reading on from it gives the same records again. */
  snapshot?(): SourceState;
  /** Goes back or forward to a state that this source was in. */
  restore?(state: SourceState): void;
  /** Hardware-level steps of a line between two times, both inclusive, as far as they are kept. */
  steps?(line: string, from: Ns, to: Ns): readonly Step[];
  /** With `steps`: the time from which on all of them are kept. */
  stepsFromNs?(): Ns;
  /**
   * Sends a command at the time of the last read, after everything else at that time. Returns the facts that answer it, or none when
   * they will come with a later read.
   */
  send?(command: MachineCommand): TraceRecord[];
  /** For a source that answers desk commands itself, as a drill does: the records that answer it; `usual` is the session's own answer. */
  desk?(command: DeskCommand, usual: Fact): TraceRecord[];
};

/** Only the source that made it can read it. */
export type SourceState = {readonly bytes: number};
