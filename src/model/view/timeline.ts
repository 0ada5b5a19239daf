import type {MomentKind} from '../../protocol/record/index.ts';
import type {Ns} from '../../protocol/words.ts';
import type {LogEntry} from './view.ts';

/** A time worth going to. */
export type Bookmark = {readonly t: Ns; readonly kind: MomentKind};

/** The bookmark of an entry of the log; `null`: it gets none. */
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
  /** What is earlier can not be shown any more. */
  readonly reachNs: Ns;
  /** What came of the last search, one sentence. */
  readonly notice: string | null;
  /** Something can be asked of it in the past, from where it then goes on differently. */
  readonly branches: boolean;
  /** Where it will be as soon as that has been read, `Infinity`: at the end or at the mark that is looked for; `null`: it is there. */
  readonly seekingNs: Ns | null;
  /** Alerts, markers and commands that were seen, or that a recording tells of, in order of time. */
  readonly bookmarks: readonly Bookmark[];
};
