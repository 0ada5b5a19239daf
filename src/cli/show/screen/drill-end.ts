import type {Debrief} from '../../../drill/judge/debrief.ts';
import type {Header} from '../../../protocol/record/header.ts';
import type {TraceRecord} from '../../../protocol/record/record.ts';
import {NS_PER_S} from '../../../protocol/words.ts';
import type {TickedLive} from '../../../session/live.ts';
import {openInMemory} from '../../../source/simulator/in-memory.ts';
import type {Source} from '../../../source/source.ts';
import {judgeAside} from '../../../stage/judging.ts';
import type {Setup} from '../../../stage/setup.ts';
import type {DebriefState, DrillPort, ToldPart} from '../../../ui/drill-port.ts';
import {toldDebrief} from '../debrief/debrief-told.ts';

/** What comes after a drill on its screen: the debrief, and the recording that can be looked at again. */
export type Aftermath = DrillPort & {
  /** To be called once a refresh. */
  tick(): void;
  /** The debrief, as soon as it is worked out. */
  result(): Promise<Debrief>;
  /** Works nothing out any more. */
  end(): void;
};

/** What was recorded: all of it, with what only the simulator knows. */
export type Recorded = {setup: Setup; header: Header; records: readonly TraceRecord[]; file: string};

export type AftermathOptions = {
  /** What is on the screen, and ends when the drill does. */
  live: TickedLive;
  /** Asked for when it is over. */
  recorded(): Recorded;
  /** How something else is shown. */
  show(source: Source): TickedLive;
  /** What is on the screen is the recording already. */
  again?: true;
  /** Called when it is over, before it is judged; the debrief is shown when that is done too. */
  over?(): Promise<void>;
  /** Called with the debrief before it is shown; what it returns is told beneath it. */
  judged?(debrief: Debrief): readonly ToldPart[];
} & Partial<Pick<DrillPort, 'ghost' | 'resumedNs'>>;

/** So long before the moment the recording stands. */
const LEAD_NS = 5 * NS_PER_S;

export function openAftermath(options: AftermathOptions): Aftermath {
  const {live, recorded, show, again, over, judged = () => [], ghost = null, resumedNs} = options;
  const listeners = new Set<() => void>();
  let debrief: DebriefState | null = null;
  let judging: ReturnType<typeof judgeAside> | null = null;
  let replay: TickedLive | null = again ? live : null;

  function change(next: DebriefState | null): void {
    debrief = next;
    for (const listener of listeners) listener();
  }

  function begin(): ReturnType<typeof judgeAside> {
    if (judging !== null) return judging;
    const saved = over?.();
    const {setup, header, records} = recorded();
    judging = judgeAside({setup, seed: header.seed ?? 1, records}, (done, of) => change({state: 'working', done, of}));
    Promise.all([judging.debrief, saved]).then(
      ([told]) => {
        const parts = [...toldDebrief(told), ...judged(told)];
        change({state: 'told', title: told.title, parts, moment: told.moment});
      },
      (error: Error) => change({state: 'failed', reason: error.message}),
    );
    change({state: 'working', done: 0, of: 0});
    return judging;
  }

  function openReplay(): TickedLive {
    const {header, records, file} = recorded();
    const shown = show(openInMemory(header, records, file));
    shown.subscribe(() => change(debrief));
    return shown;
  }

  return {
    get debrief() {
      return debrief;
    },
    ghost,
    resumedNs,
    get replay() {
      return replay;
    },
    watchAgain() {
      if (debrief?.state !== 'told') return;
      replay ??= openReplay();
      replay.pause();
      replay.seek(Math.max(debrief.moment.tNs - LEAD_NS, 0));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tick() {
      if (judging === null && (again || live.ended)) begin();
      if (replay !== live) replay?.tick();
    },
    result: () => begin().debrief,
    end: () => judging?.end(),
  };
}
