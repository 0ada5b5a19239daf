import type {Command} from '../../protocol/command/command.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import type {SourceTrouble} from '../../protocol/words.ts';

/** A verdict without its time. */
export type Liveness =
  | {kind: 'source_troubled'; trouble: SourceTrouble; text: string}
  | {kind: 'source_recovered'; text: string};

/** How a program behaves, on the wall clock. */
export type Judge = {
  /** It said something. */
  heard(): void;
  /** Something was asked of it. */
  asked(command: Command): void;
  /** It said that a command was carried out or refused. */
  answered(fact: Fact & {kind: 'command_applied' | 'command_refused'}): void;
  /**
   * What has changed since the last look, for which it should be called twice a second or so. `listening`: whether somebody took what
   * it says. `heldUp`: the share of the time in which it had to wait for us. `perS`: how many records a second were taken.
   */
  look(now: {listening: boolean; heldUp: number; perS: number}): Liveness | null;
};

export type JudgeOptions = {
  /** How the program is called in sentences. */
  name: string;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** So long it may be silent. */
  silenceMs: number;
  /** Whether it may say more than can be taken in: nobody needs to follow it. */
  patient: boolean;
};

/** So long it may take to answer. */
const ANSWER_MS = 5_000;
/** So large a share of the time it must wait to be held up: what it said while we were busy is no flood. */
const HELD_UP = 0.2;
/** It floods when it was held up in four looks in a row, and no longer when it was not in eight. */
const FLOOD_LEVEL = 8;
/** Nobody types as many commands while one waits. */
const ASKED_MAX = 1_000;

type Trouble = {kind: SourceTrouble; forMs: number; sentence: string};

/** Judges whether a program is silent, deaf to commands, or says too much. Time in which nobody listens to it does not count. */
export function openJudge({name, now, silenceMs, patient}: JudgeOptions): Judge {
  let lookedMs = now();
  let heardMs = now();
  let asked: {command: string; sinceMs: number}[] = [];
  let level = 0;
  let floods = false;
  let standing: (Trouble & {toldMs: number}) | null = null;

  function troubleNow(perS: number): Trouble | null {
    const silentMs = now() - heardMs;
    if (silentMs >= silenceMs)
      return {kind: 'silent', forMs: silentMs, sentence: `${name} has said nothing for ${seconds(silentMs)}`};
    const [oldest] = asked;
    const waitsMs = oldest ? now() - oldest.sinceMs : 0;
    if (waitsMs >= ANSWER_MS)
      return {
        kind: 'deaf',
        forMs: waitsMs,
        sentence: `${name} has not answered ${oldest.command} for ${seconds(waitsMs)}`,
      };
    if (!floods) return null;
    const taken = Math.round(perS).toLocaleString('en-US');
    return {
      kind: 'flood',
      forMs: 0,
      sentence: `${name} says more than the ${taken} records a second that can be taken in: it is made to wait`,
    };
  }

  /** A trouble that lasts is told again whenever it has lasted twice as long. */
  function verdict(trouble: Trouble | null): Liveness | null {
    if (trouble === null) {
      const over = standing;
      standing = null;
      return over && {kind: 'source_recovered', text: `${name} ${RECOVERIES[over.kind](seconds(over.forMs))}`};
    }
    const {kind, forMs, sentence} = trouble;
    const news = standing?.kind !== kind || (forMs >= 2 * standing.toldMs && forMs > 0);
    standing = {...trouble, toldMs: news ? forMs : standing!.toldMs};
    return news ? {kind: 'source_troubled', trouble: kind, text: sentence} : null;
  }

  return {
    heard() {
      heardMs = now();
    },
    asked({command}) {
      if (asked.length < ASKED_MAX) asked.push({command, sinceMs: now()});
    },
    // Those that were asked before it will not be answered any more.
    answered({command}) {
      const at = command ? asked.findIndex(each => each.command === command.command) : 0;
      asked = asked.slice(at + 1);
    },
    look({listening, heldUp, perS}) {
      const passedMs = now() - lookedMs;
      lookedMs += passedMs;
      if (!listening) {
        heardMs = Math.min(heardMs + passedMs, now());
        for (const each of asked) each.sinceMs = Math.min(each.sinceMs + passedMs, now());
        return null;
      }
      level = heldUp > HELD_UP && !patient ? Math.min(level + 2, FLOOD_LEVEL) : Math.max(level - 1, 0);
      floods = level === FLOOD_LEVEL || (floods && level > 0);
      return verdict(troubleNow(perS));
    },
  };
}

const RECOVERIES: {readonly [kind in SourceTrouble]: (lasted: string) => string} = {
  silent: lasted => `speaks again, after ${lasted}`,
  deaf: lasted => `answers again, after ${lasted}`,
  flood: () => 'says no more than can be taken in',
  ended: () => 'runs again',
};

function seconds(ms: number): string {
  return `${Math.floor(ms / 1e3)} s`;
}
