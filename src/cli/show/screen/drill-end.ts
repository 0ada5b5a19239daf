import type {Debrief} from '../../../drill/judge/debrief.ts';
import type {Header} from '../../../protocol/record/header.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import {NS_PER_S} from '../../../protocol/words.ts';
import type {TickedLive} from '../../../session/live.ts';
import {openInMemory} from '../../../source/simulator/in-memory.ts';
import type {Source} from '../../../source/source.ts';
import {judgeInThread} from '../../../stage/judge-thread.ts';
import type {DrillSetup} from '../../../stage/setup.ts';
import type {DebriefSection, DebriefState, DrillPort} from '../../../ui/drill-port.ts';
import {debriefSections} from '../debrief/debrief-sections.ts';

/** The end of a drill on its screen: the debrief, and the replay of its recording. */
export type DrillEnd = DrillPort & {
  /** Must be called once per refresh. */
  tick(): void;
  /** Resolves with the debrief when it is ready. */
  result(): Promise<Debrief>;
  /** Stops the computation of the debrief. */
  end(): void;
};

/** A drill with all its records, also those that only the simulator knows. */
export type RecordedDrillRun = {setup: DrillSetup; header: Header; records: readonly TraceRecord[]; file: string};

export type DrillEndOptions = {
  /** The session on the screen; it ends when the drill does. */
  live: TickedLive;
  /** Called once the drill is over. */
  recorded(): RecordedDrillRun;
  /** Opens a screen session for another source. */
  show(source: Source): TickedLive;
  /** The session on the screen already replays the recording. */
  again?: true;
  /** Called when the drill is over, before it is judged. The debrief is shown only after this promise resolves too. */
  over?(): Promise<void>;
  /** Called with the debrief before it is shown. Returns more sections to show below it. */
  judged?(debrief: Debrief): readonly DebriefSection[];
} & Partial<Pick<DrillPort, 'ghost' | 'resumedNs'>>;

/** The replay starts this long before the moment that is worth seeing again. */
const LEAD_NS = 5 * NS_PER_S;

/** Judges a drill as soon as it is over, and offers its replay. */
export function openDrillEnd(options: DrillEndOptions): DrillEnd {
  const {live, again, ghost = null, resumedNs} = options;
  const state: State = {options, listeners: new Set(), debrief: null, judging: null, replay: again ? live : null};
  return {
    get debrief() {
      return state.debrief;
    },
    ghost,
    resumedNs,
    get replay() {
      return state.replay;
    },
    watchAgain: () => watchAgain(state),
    subscribe(listener) {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    tick: () => tick(state),
    result: () => judge(state).debrief,
    end: () => state.judging?.end(),
  };
}

type State = {
  readonly options: DrillEndOptions;
  readonly listeners: Set<() => void>;
  /** `null`: the drill is not over. */
  debrief: DebriefState | null;
  judging: ReturnType<typeof judgeInThread> | null;
  replay: TickedLive | null;
};

function tick(state: State): void {
  const {live, again} = state.options;
  if (state.judging === null && (again || live.ended)) judge(state);
  if (state.replay !== live) state.replay?.tick();
}

/** Starts to judge the run, or returns the judgement that already runs. */
function judge(state: State): ReturnType<typeof judgeInThread> {
  if (state.judging !== null) return state.judging;
  const saved = state.options.over?.();
  const {setup, header, records} = state.options.recorded();
  const onProgress = (done: number, of: number) => change(state, {state: 'working', done, of});
  const judging = judgeInThread({setup, seed: header.seed ?? 1, records}, onProgress);
  state.judging = judging;
  Promise.all([judging.debrief, saved]).then(
    ([debrief]) => showDebrief(state, debrief),
    (error: Error) => change(state, {state: 'failed', reason: error.message}),
  );
  onProgress(0, 0);
  return judging;
}

function showDebrief(state: State, debrief: Debrief): void {
  const more = state.options.judged?.(debrief) ?? [];
  const {title, moment} = debrief;
  change(state, {state: 'ready', title, parts: [...debriefSections(debrief), ...more], moment});
}

function change(state: State, next: DebriefState | null): void {
  state.debrief = next;
  for (const listener of state.listeners) listener();
}

function watchAgain(state: State): void {
  const {debrief} = state;
  if (debrief?.state !== 'ready') return;
  state.replay ??= openReplay(state);
  state.replay.pause();
  state.replay.seek(Math.max(debrief.moment.tNs - LEAD_NS, 0));
}

function openReplay(state: State): TickedLive {
  const {recorded, show} = state.options;
  const {header, records, file} = recorded();
  const replay = show(openInMemory(header, records, file));
  replay.subscribe(() => change(state, state.debrief));
  return replay;
}
