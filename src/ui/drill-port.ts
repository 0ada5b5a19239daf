import type {Ns} from '../protocol/words.ts';
import type {Live} from '../session/live.ts';
import type {Tone} from './screen/paint/canvas.ts';

/** How a drill went, in words. A row has its label in front, or goes over the whole width; an empty one is a gap. */
export type ToldPart = {readonly heading: string; readonly rows: readonly ToldRow[]};
export type ToldRow = {readonly label?: string; readonly text: string; readonly mark?: Tone};

/** What comes of a drill once it is over. */
export type DebriefState =
  /** It is being worked out: so many of the runs that it is compared with have been played. */
  | {readonly state: 'working'; readonly done: number; readonly of: number}
  | {readonly state: 'told'; readonly title: string; readonly parts: readonly ToldPart[]; readonly moment: Moment}
  /** A sentence without its end. */
  | {readonly state: 'failed'; readonly reason: string};

/** Somebody's best run: how well it went; and what was done when, where that does not tell what is about to happen. */
export type Ghost = {readonly told: string; readonly events: readonly Moment[]};

/** What to look at again. */
export type Moment = {readonly tNs: Ns; readonly text: string};

/** What there is of a drill beside the records that are shown; missing where none is taken or told of. */
export type DrillPort = {
  /** `null`: it is not over. */
  readonly debrief: DebriefState | null;
  /** The best run so far, to race against; `null`: there is none. */
  readonly ghost: Ghost | null;
  /** Where it was left before, and is gone on with. */
  readonly resumedNs?: Ns;
  /** What is to be shown instead of the drill: its recording, with all that only the simulator knew; `null`: not yet. */
  readonly replay: Live | null;
  /** Shows the recording, standing a little before the moment worth seeing again. */
  watchAgain(): void;
  /** Calls back after every change; returns how to end that. */
  subscribe(listener: () => void): () => void;
};
