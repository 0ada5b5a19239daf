import {renameSync, rmSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import type {Debrief} from '../drill/debrief.ts';
import {writeCommand} from '../model/sentences.ts';
import {COMMANDS} from '../protocol/command.ts';
import type {Header} from '../protocol/header.ts';
import type {Record} from '../protocol/record.ts';
import type {Ns} from '../protocol/words.ts';
import type {Io} from './io.ts';
import {dropOthers, finishedFile, isUnfinishedOf, unfinishedFile} from './kept-drills.ts';
import {openRecording, type Recording} from './record.ts';
import {addResult, type Result, readResults} from './results.ts';
import {makeFolder} from './state-folder.ts';

/** Keeps what somebody does in a drill, among the user's. What fails costs what is kept, and nothing else. */
export type Keeping = {
  /** `null`: it can not be recorded. */
  readonly recording: Recording | null;
  /** Sentences about what could not be kept. */
  readonly faults: readonly string[];
  /** The drill is over: its recording gets the name under which it stays, and its result a line. */
  finish(debrief: Debrief, records: readonly Record[]): void;
  /** It is left before its end. The file with which it can be gone on with; `null`: there is none. */
  leave(t: Ns): string | null;
};

/** `before`: the recording that is gone on with; it goes when this one, in which all of it stands, is finished or left. */
export function openKeeping(header: Header, env: Io['env'], before?: string): Keeping {
  const {name} = header.drill!;
  const seed = header.seed ?? 1;
  const file = unfinishedFile(name, seed, env);
  const faults: string[] = [];
  const recording = attempt(() => {
    makeFolder(dirname(file));
    return openRecording(header, {record: file});
  });

  function attempt<Value>(work: () => Value): Value | null {
    try {
      return work();
    } catch (error) {
      faults.push(`this drill is not kept: ${(error as Error).message}.`);
      return null;
    }
  }

  /** Whether all of it is in the file. */
  function end(): boolean {
    if (recording === null) return false;
    recording.end(sentence => faults.push(sentence));
    return recording.tap.fault === null;
  }

  function stays(last: string, whole: boolean): void {
    attempt(() => dropOthers(last, name, seed, readResults(env).results, env));
    if (whole && before !== undefined && isUnfinishedOf(before, env)) attempt(() => rmSync(before, {force: true}));
  }

  return {
    recording,
    faults,
    finish(debrief, records) {
      const whole = end();
      const kept = finishedFile(file);
      const renamed = whole && attempt(() => renameSync(file, kept)) !== null;
      attempt(() => addResult(env, resultOf(debrief, records, renamed ? basename(kept) : null)));
      stays(kept, renamed);
    },
    leave(t) {
      const whole = end();
      // Who has only read the brief has nothing to go on with.
      if (whole && t === 0) {
        attempt(() => rmSync(file));
        return null;
      }
      if (whole) stays(file, whole);
      return whole ? file : null;
    },
  };
}

function resultOf(debrief: Debrief, records: readonly Record[], file: string | null): Result {
  const {drill, seed, passed, score, ttdNs, ttcNs, ttrNs, harmNs, timeline} = debrief;
  const recovered = timeline.find(({what}) => what === 'recovered');
  const events = [...records.flatMap(doneIn), ...(recovered ? [{tNs: recovered.tNs, text: 'all is well again'}] : [])];
  events.sort((one, other) => one.tNs - other.tNs);
  const at = new Date().toISOString();
  return {at, drill, seed, passed, score, ttdNs, ttcNs, ttrNs, harmNs, events: events.slice(0, MOST_EVENTS), file};
}

/** A line of results stays small. */
const MOST_EVENTS = 40;

/** What a trainee did; not what he said of the cause, which would tell the next run. */
function doneIn(record: Record): Result['events'] {
  const done = (text: string) => [{tNs: record.t, text}];
  switch (record.kind) {
    case 'command_applied':
      return COMMANDS[record.command.command].to === 'machine' ? done(writeCommand(record.command)) : [];
    case 'alert_acknowledged':
      return done(`acknowledged ${record.alert}`);
    case 'diagnosis_answered':
      return done('said what it is');
    case 'hint_taken':
      return done('took a hint');
    default:
      return [];
  }
}
