import type {Timeline} from '../model/view/timeline.ts';
import type {View} from '../model/view/view.ts';
import type {Command} from '../protocol/command/command.ts';
import type {Hardware} from '../protocol/frame/hardware.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Steps} from '../protocol/record/step.ts';
import type {Ns} from '../protocol/words.ts';
import type {Tone} from './screen/paint/canvas.ts';

/** What the screen needs of whatever it shows. What is missing can not be done here, and the screen says so. */
export type Port = {
  readonly header: Header;
  /** Of the host that is shown; left out: unknown. */
  readonly hardware?: Hardware;
  /** What is known now; a new object whenever it changed. */
  readonly view: View;
  /** What that view is compared with: a second earlier, or a sample earlier where samples are rarer. */
  readonly before: View;
  /** The first view of each second of the last two minutes, oldest first, and `view`. */
  seconds(): readonly View[];
  /** Calls back after every change of the view or the pace; returns how to end that. */
  subscribe(listener: () => void): () => void;
  /** Times real time, or as fast as it goes; and whether it stands still. */
  readonly speed: number | 'max';
  /** How fast it really goes; `null`: not known yet. */
  readonly realSpeed: number | null;
  readonly paused: boolean;
  /** True once nothing more will come. */
  readonly ended: boolean;
  pause(): void;
  resume(): void;
  setSpeed(speed: number | 'max'): void;
  /** A sample on, or back, while paused. */
  step(by: 1 | -1): void;
  /** What time there is beside the one that is shown. */
  readonly timeline: Timeline;
  /** Shows another time; `Infinity`: the present, or the end of a recording. */
  seek(t: Ns): void;
  /** Gives up what it is going to, and stays where it has come. */
  stay(): void;
  /** Shows the next marker or alert, or the one before. */
  find(by: 1 | -1): void;
  /** Whether a recording begins anew at its end. */
  readonly loops: boolean;
  setLoop(loops: boolean): void;
  /** What is known of the hardware-level steps of a line from a time to another. */
  steps(line: string, from: Ns, to: Ns): Steps;
  /** The next hardware-level step of a line, or the one before, while paused. */
  stepEvent(line: string, by: 1 | -1): void;
  /** Asks the source or the desk for something; missing where the source takes no commands. Answered by facts in the log. */
  send?(command: Command): void;
};

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
  readonly replay: Port | null;
  /** Shows the recording, standing a little before the moment worth seeing again. */
  watchAgain(): void;
  /** Calls back after every change; returns how to end that. */
  subscribe(listener: () => void): () => void;
};
