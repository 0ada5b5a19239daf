import type {MachineCommand} from '../protocol/command.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import type {Ns} from '../protocol/words.ts';

/** Where records come from. What a source can do is the presence of a method; what is missing the screen explains. */
export type Source = {
  readonly header: Header;
  /** Records after the last read up to and including `untilNs`, in order; the first read begins with a keyframe. */
  read(untilNs: Ns): Record[];
  /** True once nothing more will ever come: a recording's end, a lost host. */
  readonly ended: boolean;
  /**
   * Asks for something at the time of the last read, after everything else there. Returns the facts that answer it, or none
   * when they will come with a later read.
   */
  send?(command: MachineCommand): Record[];
};
