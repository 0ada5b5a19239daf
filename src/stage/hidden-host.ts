import type {MachineCommand} from '../protocol/command/command.ts';
import type {Header} from '../protocol/record/header.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Source} from '../source/source.ts';

/** The simulated host of a drill. Its header names the drill. */
export type HiddenHost = {
  source: Source;
  /** Answers to commands sent during `work` become injects, which a trainee does not see. */
  hide(work: () => void): void;
};

export function openHiddenHost(source: Source, header: Header): HiddenHost {
  let hiding = false;
  return {
    source: {
      header,
      get ended() {
        return source.ended;
      },
      read: until => source.read(until),
      send(command) {
        const records = source.send!(command);
        return hiding ? records.map(asInject) : records;
      },
    },
    hide(work) {
      hiding = true;
      work();
      hiding = false;
    },
  };
}

function asInject(record: TraceRecord): TraceRecord {
  if (record.kind === 'command_applied')
    return {...record, kind: 'inject_applied', command: record.command as MachineCommand};
  if (record.kind !== 'command_refused') return record;
  return {t: record.t, kind: 'inject_refused', command: record.command as MachineCommand, reason: record.reason};
}
