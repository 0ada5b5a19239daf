import type {Ns} from '../protocol/words.ts';
import type {Live} from '../session/live.ts';
import type {Tone} from './screen/paint/canvas.ts';

/** A part of a debrief, in words. */
export type DebriefSection = {readonly heading: string; readonly rows: readonly DebriefRow[]};

/** A row without a label has the whole width; an empty one is a gap. */
export type DebriefRow = {readonly label?: string; readonly text: string; readonly mark?: Tone};

/** The debrief of a drill that is over. */
export type DebriefState =
  /** Being computed: so many of the runs that the drill is compared with are done. */
  | {readonly state: 'working'; readonly done: number; readonly of: number}
  | {
      readonly state: 'ready';
      readonly title: string;
      readonly parts: readonly DebriefSection[];
      readonly moment: Moment;
    }
  /** The reason is a sentence without its end. */
  | {readonly state: 'failed'; readonly reason: string};

/** The user's best run: its result in words, and what was done when, unless that would give away the next event. */
export type Ghost = {readonly summary: string; readonly events: readonly Moment[]};

/** A time of a drill that is worth seeing again, and why. */
export type Moment = {readonly tNs: Ns; readonly text: string};

/** What the screen needs of a drill, in addition to its records. */
export type DrillPort = {
  /** `null`: the drill is not over. */
  readonly debrief: DebriefState | null;
  /** The best run so far, to race against; `null`: there was none. */
  readonly ghost: Ghost | null;
  /** The time from which an earlier try is continued; left out: it began at 0. */
  readonly resumedNs?: Ns;
  /** The recording of the drill, which is shown instead of it, with the truth that only the simulator knew; `null`: not yet. */
  readonly replay: Live | null;
  /** Shows the recording, at a time shortly before the moment of the debrief. */
  watchAgain(): void;
  /** Calls back after every change; returns a function that ends this. */
  subscribe(listener: () => void): () => void;
};
