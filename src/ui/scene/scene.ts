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

/** Everything that a picture is drawn from. Made once per frame; the same scene always gives the same picture. */
export type Scene = {
  /** Over the last second. */
  readonly frame: Frame;
  /** As it was where that second began: what per-CPU rates and deltas are counted from. Without it they are unknown. */
  readonly before?: Frame;
  readonly header: Header;
  /** Left out: unknown. */
  readonly hardware?: Hardware;
  /** Oldest first. */
  readonly log: readonly LogEntry[];
  readonly history: ChartHistory;
  readonly speed: number | 'max';
  /** How fast it really goes; `null`: not known yet. */
  readonly realSpeed?: number | null;
  readonly paused: boolean;
  readonly ended: boolean;
  /** The source takes commands. */
  readonly canSend: boolean;
  readonly timeline: Timeline;
  /** Missing where nothing can be recorded. */
  readonly recorder?: Omit<RecorderPort, 'toggle'>;
  /** Missing where no drill is taken or told of. */
  readonly drill?: Pick<DrillPort, 'debrief' | 'ghost' | 'resumedNs'>;
  /** What is known of the last steps of a line up to what is shown. */
  steps(irq: string): Steps;
  /** A recording begins anew at its end. */
  readonly loops?: boolean;
  /** What keys do, where that is not as usual. */
  readonly keys?: readonly KeyRow[];
  /** Glyphs beyond ASCII can not be shown. */
  readonly ascii?: boolean;
  /** Cells of the whole screen. */
  readonly width: number;
  readonly height: number;
  readonly ui: UiState;
};

/** By second, oldest first, at most 120 of them; `null` where nothing is known. */
export type ChartHistory = {
  /** Interrupts a second. */
  rates(irq: string): readonly (number | null)[];
  /** Share of the second in which the line could not deliver. */
  held(irq: string): readonly (number | null)[];
};
