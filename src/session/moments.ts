import type {LogEntry, View} from '../model/view.ts';
import type {Moment, MomentKind} from '../protocol/index-record.ts';

/** What of a log somebody may want to go to. */
export type Moments = {
  /** Looks at what is new in the log. */
  look(view: View): void;
  /** Those since the last time, in order. */
  take(): Moment[];
};

/** Begins after what the log has already. */
export function openMoments(from: View): Moments {
  let seen = from.log.at(-1);
  let moments: Moment[] = [];
  return {
    look({log}) {
      for (const entry of log.slice(seen ? log.lastIndexOf(seen) + 1 : 0)) {
        const kind = kindOf(entry);
        if (kind !== null) moments.push([entry.t, kind]);
      }
      seen = log.at(-1);
    },
    take() {
      const taken = moments;
      moments = [];
      return taken;
    },
  };
}

function kindOf(entry: LogEntry): MomentKind | null {
  if (entry.kind === 'raised') return 'alert';
  if (entry.kind !== 'fact') return null;
  return KINDS[entry.fact.kind] ?? null;
}

const KINDS: {readonly [kind: string]: MomentKind} = {
  marker_added: 'marker',
  command_applied: 'command',
  command_refused: 'command',
};
