import type {MachineCommand} from '../protocol/command.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import type {Ns} from '../protocol/words.ts';

/** Where records come from. What a source can do is the presence of a method; what is missing the screen explains. */
export type Source = {
  readonly header: Header;
  /** Records after the last read up to and including `untilNs`, in order; the first read begins with a keyframe. */
  read(untilNs: Ns): Record[];
  /**
   * Of a source whose records stand in a file or come through a pipe: the time of the next one, `Infinity` where there is none, `null`
   * as long as it has not arrived. Nothing can be asked of such a source, so nobody need look at it in between.
   */
  readonly nextNs?: Ns | null;
  /** Resolves when `nextNs` is not `null`; never fails. A source without it makes nobody wait. */
  arrival?(): Promise<void>;
  /** True once nothing more will ever come: a recording's end, a lost host. */
  readonly ended: boolean;
  /**
   * Asks for something at the time of the last read, after everything else there. Returns the facts that answer it, or none
   * when they will come with a later read.
   */
  send?(command: MachineCommand): Record[];
};
