import type {MomentKind} from '../../protocol/record/index.ts';
import type {Ns} from '../../protocol/words.ts';
import type {LogEntry} from './view.ts';

/** A time that a user may want to go to. */
export type Bookmark = {readonly t: Ns; readonly kind: MomentKind};

/** The bookmark of an entry of the log; `null`: it has none. */
export function bookmarkOf(entry: LogEntry): Bookmark | null {
  const kind = entry.kind === 'fact' ? FACTS[entry.fact.kind] : entry.kind === 'raised' ? 'alert' : undefined;
  return kind === undefined ? null : {t: entry.t, kind};
}

const FACTS: {readonly [kind: string]: MomentKind} = {
  marker_added: 'marker',
  command_applied: 'command',
  command_refused: 'command',
};

/** The time of a source, as far as it is known. */
export type Timeline = {
  /** Where its records begin. */
  readonly startNs: Ns;
  /** Of a recording: where it ends, `null` as long as that is not known. Others have a present, and no end. */
  readonly endNs: Ns | null | undefined;
  /** The present: the farthest time that was reached. */
  readonly farthestNs: Ns;
  /** The earliest time that can still be shown. */
  readonly reachNs: Ns;
  /** The result of the last search, one sentence. */
  readonly notice: string | null;
  /** It takes commands in the past, from where the run then continues differently. */
  readonly branches: boolean;
  /** The source decides when something happens; the viewer can not make it faster. */
  readonly isLive: boolean;
  /** The time that is being read up to; `Infinity`: the end, or a bookmark that is searched for; `null`: nothing is being read. */
  readonly seekingNs: Ns | null;
  /** Alerts, markers and commands that were seen, or that the index of a recording lists, in order of time. */
  readonly bookmarks: readonly Bookmark[];
};
