import {advance} from '../model/fold/fold.ts';
import {initialView, type View} from '../model/view/view.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Keyframe} from '../protocol/record/keyframe.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Sample} from '../protocol/record/sample.ts';
import type {Ns} from '../protocol/words.ts';

/** Checks records, in order. Each call returns the faults that it finds in the given records. */
export type Audit = (records: readonly TraceRecord[]) => AuditFault[];

export type AuditFault = {t: Ns; fault: string};

/**
 * Checks the sums of records. The counters of a keyframe must equal the previous keyframe plus the samples since, unless a fact of the
 * same time restarts counting. The held times of a line in a sample can not exceed the time of the sample.
 */
export function openAudit(header: Header): Audit {
  let view = initialView(header);
  let hasKeyframe = false;
  let restartedNs = -1;

  function check(record: TraceRecord): AuditFault[] {
    const {t} = record;
    if (RESTARTS.has(record.kind)) restartedNs = t;
    const faults =
      record.kind === 'sample'
        ? overheld(record)
        : record.kind === 'keyframe' && hasKeyframe && restartedNs < t
          ? miscounted(view, record)
          : [];
    hasKeyframe ||= record.kind === 'keyframe';
    view = advance(view, [record]);
    return faults.map(fault => ({t, fault}));
  }

  return records => records.flatMap(check);
}

/** Facts after which counters may have any value. */
const RESTARTS: ReadonlySet<string> = new Set([
  'host_rebooted',
  'cpu_online',
  'cpu_offline',
  'line_appeared',
  'line_vanished',
  'line_rewired',
  'counter_reset',
  'input_skipped',
]);

function miscounted({lines}: View, keyframe: Keyframe): string[] {
  return keyframe.lines.flatMap(({irq, perCpu}) => {
    const row = lines.get(irq);
    if (!row?.perCpu || perCpu === null || agrees(row.perCpu, perCpu)) return [];
    return [
      `line ${irq} counts ${perCpu.join(', ')} in the keyframe, but ${[...row.perCpu].join(', ')} by the records before`,
    ];
  });
}

/** After a 32-bit counter has wrapped, its value in a keyframe is below 0. */
function agrees(perCpu: Float64Array, recorded: readonly number[]): boolean {
  return recorded.length === perCpu.length && recorded.every((count, cpu) => count === perCpu[cpu] || count < 0);
}

function overheld({lines = [], spanNs}: Sample): string[] {
  return lines.flatMap(({irq, heldNs = {}}) => {
    const sum = Object.values(heldNs).reduce((total, ns) => total + ns, 0);
    return sum > spanNs ? [`line ${irq} was held for ${sum} ns in a sample of ${spanNs} ns`] : [];
  });
}
