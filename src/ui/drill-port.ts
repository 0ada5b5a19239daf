import type {Ns} from '../protocol/words.ts';
import type {Live} from '../session/live.ts';
import type {Tone} from './screen/paint/canvas.ts';

/** How a drill went, in words. A row has its label in front, or goes over the whole width; an empty one is a gap. */
export type ToldPart = {readonly heading: string; readonly rows: readonly ToldRow[]};
export type ToldRow = {readonly label?: string; readonly text: string; readonly mark?: Tone};

/** The debrief of a drill that is over. */
export type DebriefState =
  /** It is being computed: this many of the runs that it is compared with have been played. */
  | {readonly state: 'working'; readonly done: number; readonly of: number}
  | {readonly state: 'told'; readonly title: string; readonly parts: readonly ToldPart[]; readonly moment: Moment}
  /** A sentence without its end. */
  | {readonly state: 'failed'; readonly reason: string};

/** The user's best run: how well it went; and the acts with their times, where they do not reveal the coming events. */
export type Ghost = {readonly told: string; readonly events: readonly Moment[]};

/** A moment worth seeing again. */
export type Moment = {readonly tNs: Ns; readonly text: string};

/** A drill, beside its records; missing where there is none. */
export type DrillPort = {
  /** `null`: it is not over. */
  readonly debrief: DebriefState | null;
  /** The best run so far, to race against; `null`: there is none. */
  readonly ghost: Ghost | null;
  /** The time at which it was left before; it continues there. */
  readonly resumedNs?: Ns;
  /** Shown instead of the drill: its recording, with everything that only the simulator knew; `null`: not yet. */
  readonly replay: Live | null;
  /** Shows the recording, paused a little before the moment worth seeing again. */
  watchAgain(): void;
  /** Calls back after every change; returns how to end that. */
  subscribe(listener: () => void): () => void;
};
