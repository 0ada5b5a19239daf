import {advance} from '../model/fold/fold.ts';
import {initialView, type LineRow, type View} from '../model/view/view.ts';
import type {Header} from '../protocol/record/header.ts';
import type {Keyframe} from '../protocol/record/keyframe.ts';
import type {TraceRecord} from '../protocol/record/record.ts';
import type {Sample} from '../protocol/record/sample.ts';
import type {Ns} from '../protocol/words.ts';

/** Looks at records, in order; each call returns what is wrong with the sums of those that it was given. */
export type Audit = (records: readonly TraceRecord[]) => AuditFault[];

export type AuditFault = {t: Ns; fault: string};

/**
 * Whether records add up. A keyframe must say what the one before and the samples since come to, unless a fact of the same time tells
 * that counting began anew; a sample can not hold a line for longer than it covers.
 */
export function openAudit(header: Header): Audit {
  let view = initialView(header);
  let entered = false;
  let renewedNs = -1;

  function lookAt(record: TraceRecord): AuditFault[] {
    const {t} = record;
    if (RENEWALS.has(record.kind)) renewedNs = t;
    const faults =
      record.kind === 'sample'
        ? overheld(record)
        : record.kind === 'keyframe' && entered && renewedNs < t
          ? miscounted(view, record)
          : [];
    entered ||= record.kind === 'keyframe';
    view = advance(view, [record]);
    return faults.map(fault => ({t, fault}));
  }

  return records => records.flatMap(lookAt);
}

/** Facts after which a keyframe may say something else. */
const RENEWALS: ReadonlySet<string> = new Set([
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
    if (!row || agrees(row, perCpu)) return [];
    return [
      `line ${irq} counts ${perCpu.join(', ')} in the keyframe, and ${[...row.perCpu].join(', ')} by what came before`,
    ];
  });
}

/** Where a counter of 32 bits wraps, its keyframe stands below 0. */
function agrees({perCpu}: LineRow, told: readonly number[]): boolean {
  return told.length === perCpu.length && told.every((count, cpu) => count === perCpu[cpu] || count < 0);
}

function overheld({lines = [], spanNs}: Sample): string[] {
  return lines.flatMap(({irq, heldNs = {}}) => {
    const sum = Object.values(heldNs).reduce((total, ns) => total + ns, 0);
    return sum > spanNs ? [`line ${irq} was held for ${sum} ns in a sample of ${spanNs} ns`] : [];
  });
}
