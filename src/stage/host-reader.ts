import type {MachineCommand} from '../protocol/command/command.ts';
import type {Fact} from '../protocol/record/fact.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Ns} from '../protocol/words.ts';
import {openSession, type Tap} from '../session/session.ts';
import type {Source} from '../source/source.ts';

/** Reads a simulated host up to a time, and sends it commands. */
export type HostReader = {
  readonly t: Ns;
  readonly ended: boolean;
  /** Reads to the next sample, but not beyond `untilNs`. Returns whether it stopped at a sample. */
  advance(untilNs: Ns): boolean;
  send(command: MachineCommand): void;
  note(facts: readonly Fact[]): void;
};

/** With a view for the tap: the recorder needs one. */
export function openFoldingReader(source: Source, tap: Tap): HostReader {
  const session = openSession(source, {tap});
  return {
    get t() {
      return session.t;
    },
    get ended() {
      return session.ended;
    },
    advance: untilNs => session.advance(untilNs, () => true),
    send: command => session.send(command),
    note: facts => session.note(facts),
  };
}

/** Without a view: folding costs more than simulating, and a run that is only judged needs none. */
export function openBareReader(source: Source, take: (records: readonly TraceRecord[]) => void): HostReader {
  const {intervalNs} = source.header;
  let t = 0;
  take(source.read(0));
  return {
    get t() {
      return t;
    },
    get ended() {
      return source.ended;
    },
    advance(untilNs) {
      const records = source.read(Math.min(untilNs, (Math.floor(t / intervalNs) + 1) * intervalNs));
      t = Math.max(
        t,
        source.ended ? (records.at(-1)?.t ?? t) : Math.min(untilNs, (Math.floor(t / intervalNs) + 1) * intervalNs),
      );
      take(records);
      return records.some(({kind}) => kind === 'sample');
    },
    send: command => take(source.send!(command)),
    note: take,
  };
}
