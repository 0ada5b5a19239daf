import type {DeskCommand, MachineCommand} from '../protocol/command/command.ts';
import type {Hardware} from '../protocol/frame/hardware.ts';
import type {Fact} from '../protocol/record/fact.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Index} from '../protocol/record/index.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Step} from '../protocol/record/step.ts';
import type {Ns} from '../protocol/words.ts';

/** Where records come from. What a source can do is the presence of a method; what is missing the screen explains. */
export type Source = {
  readonly header: Header;
  /** Left out: unknown. */
  readonly hardware?: Hardware;
  /** Records after the last read up to and including `untilNs`, in order; the first read begins with a keyframe. */
  read(untilNs: Ns): TraceRecord[];
  /**
   * Of a source whose records stand in a file or come through a pipe: the time of the next one, `Infinity` where there is none, `null`
   * as long as it has not arrived. In between nothing happens in it, so nobody need look.
   */
  readonly nextNs?: Ns | null;
  /** Resolves when `nextNs` is not `null`; never fails. A source without it makes nobody wait. */
  arrival?(): Promise<void>;
  /** True once nothing more will ever come: a recording's end, a lost host. */
  readonly ended: boolean;
  /**
   * Of a source whose records stand in a file: goes to another time. `true`: the next read begins with the last keyframe at or before
   * `t` that can be entered, or the first record where there is none so early, and goes on from there in the usual way; `nextNs` is its
   * time, or `null` until it has arrived. `false`, and nothing has changed: reading on is as near, because no such keyframe stands
   * between the last read and `t`. Whoever calls asks for a time early enough for what it wants to know; reads wait until it is done.
   */
  seek?(t: Ns): Promise<boolean>;
  /** Of a source that ends: the time of its last record; `null` as long as that is not known. */
  readonly endNs?: Ns | null;
  /** Of a recording that tells in between what happened in it: these indexes, in order, without reading the rest. Rejects when reading fails. */
  indexes?(): AsyncGenerator<Index, void>;
  /** Its whole state after the last read, for `restore`: reading on from there gives the same records again. */
  snapshot?(): SourceState;
  /** Goes back, or on, to a state that this source was in. */
  restore?(state: SourceState): void;
  /** Hardware-level steps of a line from a time to another, both inclusive, as far as they are kept. */
  steps?(line: string, from: Ns, to: Ns): readonly Step[];
  /** With `steps`: from when on all of them are kept. */
  stepsFromNs?(): Ns;
  /**
   * Asks for something at the time of the last read, after everything else there. Returns the facts that answer it, or none
   * when they will come with a later read.
   */
  send?(command: MachineCommand): TraceRecord[];
  /** Of a source that has a desk of its own, as a drill: what answers a command of the desk; `usual` is what the session would say. */
  desk?(command: DeskCommand, usual: Fact): TraceRecord[];
};

/** Only the source that made it knows what is in it. */
export type SourceState = {readonly bytes: number};
