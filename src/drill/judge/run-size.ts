import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Sample} from '../../protocol/record/sample.ts';

// A drill is played many times to be checked and judged, and its runs are kept to be compared. What that costs is the author's numbers';
// it is counted in the run's own records, so that the answer is the same on every machine.

/** Rows of samples that one run may have: more would fill the memory. The longest drill on the PowerEdge has some 120,000. */
export const MOST_WORK = 300_000;
/** Causes and interrupts that one run may have, several seconds of CPU time. */
export const MOST_EVENTS = 100_000_000;

/** A run of a drill that would go on for too long, or keep too much; its message is a sentence without its end. */
export class TooMuchWork extends Error {}

/** Counts what a run costs; throws where that is more than any drill may. */
export function openWork(): (records: readonly TraceRecord[]) => void {
  let rows = 0;
  let events = 0;
  return records => {
    for (const record of records) {
      if (record.kind !== 'sample') continue;
      rows += rowsOf(record);
      events += eventsOf(record);
      if (rows > MOST_WORK) throw tooMuch(record, 'more samples of lines, domains and devices than can be kept');
      if (events > MOST_EVENTS) throw tooMuch(record, 'more interrupts and causes than can be simulated within reason');
    }
  };
}

function tooMuch({t}: Sample, what: string): TooMuchWork {
  const seconds = Math.floor(t / 1e9);
  return new TooMuchWork(
    `this is too much: within ${seconds} s there are ${what}; write a lower limit, or lower rates`,
  );
}

function rowsOf({lines = [], domains = [], devices = [], cpus = []}: Sample): number {
  return lines.length + domains.length + devices.length + cpus.length;
}

function eventsOf({lines = [], devices = []}: Sample): number {
  let events = 0;
  for (const {counts} of lines) for (const [, count] of counts ?? []) events += count;
  for (const {raised = 0} of devices) events += raised;
  return events;
}
