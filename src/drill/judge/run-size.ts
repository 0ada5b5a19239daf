import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Sample} from '../../protocol/record/sample.ts';

// A drill is played many times to check and to judge it, and its runs are kept in memory to compare them. How much that costs depends on
// the numbers that its author chose. The cost is counted in the records of the run, so that the limit is the same on every machine.

/** Rows of samples in one run; more would fill the memory. The longest drill on the PowerEdge has about 120,000. */
const MAX_SAMPLE_ROWS = 300_000;
/** Causes and interrupts in one run: several seconds of CPU time. */
const MAX_EVENTS = 100_000_000;

/** A run of a drill is too long to simulate or too large to keep. The message is a sentence without its full stop. */
export class RunTooLarge extends Error {}

/** A function that counts what a run costs, record by record. It throws `RunTooLarge` above the limits. */
export function openRunSizeCheck(): (records: readonly TraceRecord[]) => void {
  let rows = 0;
  let events = 0;
  return records => {
    for (const record of records) {
      if (record.kind !== 'sample') continue;
      rows += rowsOf(record);
      events += eventsOf(record);
      if (rows > MAX_SAMPLE_ROWS)
        throw tooLarge(record, 'more samples of lines, domains and devices than memory can hold');
      if (events > MAX_EVENTS)
        throw tooLarge(record, 'more interrupts and causes than can be simulated in reasonable time');
    }
  };
}

function tooLarge({t}: Sample, what: string): RunTooLarge {
  const seconds = Math.floor(t / 1e9);
  return new RunTooLarge(
    `the drill is too large: its first ${seconds} s have ${what}; write a lower limit, or lower rates`,
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
