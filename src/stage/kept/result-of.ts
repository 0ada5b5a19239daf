import type {Debrief} from '../../drill/judge/debrief.ts';
import {writeCommand} from '../../model/words/sentences.ts';
import {COMMANDS} from '../../protocol/command/command.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {DrillResult} from './results.ts';

/** The result that is saved: how well the drill went, and what was done in it. */
export function resultOf(
  debrief: Debrief,
  records: readonly TraceRecord[],
  kept: Pick<DrillResult, 'at' | 'file'>,
): DrillResult {
  const {drill, seed, passed, score, ttdNs, ttcNs, ttrNs, harmNs, timeline} = debrief;
  const recovered = timeline.find(({what}) => what === 'recovered');
  const events = [...records.flatMap(doneIn), ...(recovered ? [{tNs: recovered.tNs, text: 'all is well again'}] : [])];
  events.sort((one, other) => one.tNs - other.tNs);
  const {at, file} = kept;
  return {at, drill, seed, passed, score, ttdNs, ttcNs, ttrNs, harmNs, events: events.slice(0, MOST_EVENTS), file};
}

/** Limits the size of a line in the results. */
const MOST_EVENTS = 40;

/** What a trainee did. The diagnosis itself is left out: it would give away the answer to the next run. */
function doneIn(record: TraceRecord): DrillResult['events'] {
  const done = (text: string) => [{tNs: record.t, text}];
  switch (record.kind) {
    case 'command_applied':
      return COMMANDS[record.command.command].to === 'machine' ? done(writeCommand(record.command)) : [];
    case 'alert_acknowledged':
      return done(`acknowledged ${record.alert}`);
    case 'diagnosis_answered':
      return done('gave a diagnosis');
    case 'hint_taken':
      return done('took a hint');
    default:
      return [];
  }
}
