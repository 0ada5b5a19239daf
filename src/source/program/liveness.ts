import type {Command} from '../../protocol/command/command.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import type {SourceTrouble} from '../../protocol/words.ts';

/** What has changed, a fact without its time. */
export type LivenessChange =
  | {kind: 'source_troubled'; trouble: SourceTrouble; text: string}
  | {kind: 'source_recovered'; text: string};

/** How a program behaves, on the wall clock. */
export type Liveness = {
  /** Output has come. */
  output(): void;
  /** A command was sent. */
  asked(command: Command): void;
  /** A fact has come that a command was carried out or refused. */
  answered(fact: Fact & {kind: 'command_applied' | 'command_refused'}): void;
  /** What has changed since the last call; to be called about twice a second. */
  check(activity: Activity): LivenessChange | null;
};

/** What happened since the last check. */
export type Activity = {
  /** The output was read; otherwise this time does not count. */
  reading: boolean;
  /** The share of the time in which the program had to wait for us, 0 to 1. */
  pausedShare: number;
  /** How many of its records were taken, per second. */
  perS: number;
};

export type LivenessOptions = {
  /** The name of the program in messages. */
  name: string;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** It is silent when nothing has come for so long. */
  silenceMs: number;
  /** It may send more than is processed, and wait: nothing follows it in real time. */
  patient: boolean;
};

/** It is deaf when it has not answered a command for so long. */
const ANSWER_MS = 5_000;
/** Below this share its waits are short: output that came while we were busy is not a flood. */
const FLOOD_SHARE = 0.2;
/** A flood begins with four checks in a row above that share, and ends after eight below it. */
const FLOOD_LEVEL = 8;
/** More commands are not typed while one waits. */
const ASKED_MAX = 1_000;

type Trouble = {kind: SourceTrouble; forMs: number; sentence: string};

type State = LivenessOptions & {
  checkedMs: number;
  /** When output came last. */
  outputMs: number;
  /** Commands without an answer, the oldest first. */
  asked: {command: string; sinceMs: number}[];
  /** 0 to FLOOD_LEVEL: 2 up for each check with a flood, 1 down for each without. */
  level: number;
  floods: boolean;
  /** The trouble that was reported last and lasts; `reportedMs`: how long it had lasted then. */
  current: (Trouble & {reportedMs: number}) | null;
};

/** Detects that a program is silent, does not answer commands, or sends too much. Time in which its output is not read does not count. */
export function openLiveness(options: LivenessOptions): Liveness {
  const at = options.now();
  const state: State = {...options, checkedMs: at, outputMs: at, asked: [], level: 0, floods: false, current: null};
  return {
    output() {
      state.outputMs = state.now();
    },
    asked({command}) {
      if (state.asked.length < ASKED_MAX) state.asked.push({command, sinceMs: state.now()});
    },
    // Commands that were sent before this one will not be answered any more.
    answered({command}) {
      const place = command ? state.asked.findIndex(each => each.command === command.command) : 0;
      state.asked = state.asked.slice(place + 1);
    },
    check: activity => check(state, activity),
  };
}

function check(state: State, {reading, pausedShare, perS}: Activity): LivenessChange | null {
  const passedMs = state.now() - state.checkedMs;
  state.checkedMs += passedMs;
  if (!reading) {
    leaveOut(state, passedMs);
    return null;
  }
  const waited = pausedShare > FLOOD_SHARE && !state.patient;
  state.level = waited ? Math.min(state.level + 2, FLOOD_LEVEL) : Math.max(state.level - 1, 0);
  state.floods = state.level === FLOOD_LEVEL || (state.floods && state.level > 0);
  return changeTo(state, silence(state) ?? deafness(state) ?? flood(state, perS));
}

/** Time that does not count: the waits are as long as before it. */
function leaveOut(state: State, passedMs: number): void {
  const now = state.now();
  state.outputMs = Math.min(state.outputMs + passedMs, now);
  for (const each of state.asked) each.sinceMs = Math.min(each.sinceMs + passedMs, now);
}

function silence({name, now, outputMs, silenceMs}: State): Trouble | null {
  const forMs = now() - outputMs;
  if (forMs < silenceMs) return null;
  return {kind: 'silent', forMs, sentence: `${name} has sent nothing for ${seconds(forMs)}`};
}

function deafness({name, now, asked: [oldest]}: State): Trouble | null {
  const forMs = oldest ? now() - oldest.sinceMs : 0;
  if (forMs < ANSWER_MS) return null;
  return {kind: 'deaf', forMs, sentence: `${name} has not answered ${oldest.command} for ${seconds(forMs)}`};
}

function flood({name, floods}: State, perS: number): Trouble | null {
  if (!floods) return null;
  const taken = Math.round(perS).toLocaleString('en-US');
  const sentence = `${name} sends more than the ${taken} records a second that irqdeck can process, and is slowed down`;
  return {kind: 'flood', forMs: 0, sentence};
}

/** A trouble that lasts is reported again whenever it has lasted twice as long. */
function changeTo(state: State, trouble: Trouble | null): LivenessChange | null {
  const before = state.current;
  if (trouble === null) {
    state.current = null;
    return (
      before && {kind: 'source_recovered', text: `${state.name} ${RECOVERIES[before.kind](seconds(before.forMs))}`}
    );
  }
  const {kind, forMs, sentence} = trouble;
  const isNews = before?.kind !== kind || (forMs >= 2 * before.reportedMs && forMs > 0);
  state.current = {...trouble, reportedMs: isNews ? forMs : before.reportedMs};
  return isNews ? {kind: 'source_troubled', trouble: kind, text: sentence} : null;
}

const RECOVERIES: {readonly [kind in SourceTrouble]: (lasted: string) => string} = {
  silent: lasted => `sends again, after ${lasted}`,
  deaf: lasted => `answers again, after ${lasted}`,
  flood: () => 'sends no more than irqdeck can process',
  ended: () => 'runs again',
};

function seconds(ms: number): string {
  return `${Math.floor(ms / 1e3)} s`;
}
