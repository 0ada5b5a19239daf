import type {Timeline} from '../../model/view/timeline.ts';
import type {LogEntry} from '../../model/view/view.ts';
import type {Frame} from '../../protocol/frame/frame.ts';
import type {Hardware} from '../../protocol/frame/hardware.ts';
import type {Header} from '../../protocol/record/header.ts';
import type {Steps} from '../../protocol/record/step.ts';
import type {RecorderPort} from '../../session/recorder/recorder-port.ts';
import type {DrillPort} from '../drill-port.ts';
import type {KeyRow} from '../keys/keymap.ts';
import type {UiState} from './ui-state.ts';

/** Everything that the screen is drawn from. Made once per frame; the same scene always gives the same screen. */
export type Scene = {
  /** Over the last second. */
  readonly frame: Frame;
  /** The state at the beginning of that second: per-CPU rates and deltas are counted from it. Without it they are unknown. */
  readonly before?: Frame;
  readonly header: Header;
  /** Left out: unknown. */
  readonly hardware?: Hardware;
  /** Oldest first. */
  readonly log: readonly LogEntry[];
  readonly history: ChartHistory;
  readonly speed: number | 'max';
  /** The measured speed; `null`: not known yet. */
  readonly realSpeed?: number | null;
  readonly paused: boolean;
  readonly ended: boolean;
  /** The source takes commands. */
  readonly canSend: boolean;
  readonly timeline: Timeline;
  /** Missing where recording is not possible. */
  readonly recorder?: Omit<RecorderPort, 'toggle'>;
  /** Missing outside of drills. */
  readonly drill?: Pick<DrillPort, 'debrief' | 'ghost' | 'resumedNs'>;
  /** The last steps of a line, up to the time shown, as far as they are known. */
  steps(irq: string): Steps;
  /** A recording starts again at its end. */
  readonly loops?: boolean;
  /** The table of keys, where it is not the usual one. */
  readonly keys?: readonly KeyRow[];
  /** Only ASCII characters can be shown. */
  readonly ascii?: boolean;
  /** Size of the whole screen in cells. */
  readonly width: number;
  readonly height: number;
  readonly ui: UiState;
};

/** One value for each second, oldest first, at most 120; `null`: unknown. */
export type ChartHistory = {
  /** Interrupts a second. */
  rates(irq: string): readonly (number | null)[];
  /** Share of the second in which the line could not deliver. */
  held(irq: string): readonly (number | null)[];
};
