import type {BlockedReason, LineFrame, LineFrameState} from '../../protocol/frame/frame.ts';
import type {HoldReason, LineState, Ns} from '../../protocol/words.ts';
import {HOLD_REASONS, NEVER_HELD, NEVER_RELEASED} from '../fold/lines.ts';
import {rateOf, shareOf} from '../view/rates.ts';
import type {LineRow, View} from '../view/view.ts';

/** A line of a frame. `since`: the same line at the beginning of the interval; `spanNs`: the time of it that samples cover. */
export function lineFrame(view: View, row: LineRow, since: LineRow | undefined, spanNs: Ns): LineFrame {
  const counted = {
    total: row.total,
    rate: rateOf(row, since, spanNs),
    perCpu: row.perCpu && numbers(row.perCpu),
  };
  if (row.counter) return {irq: row.irq, counter: true, chip: row.chip, ...counted};
  return {
    irq: row.irq,
    chip: row.chip,
    trigger: row.trigger,
    devices: [...row.devices],
    domains: row.domains && [...row.domains],
    state: row.state === null ? 'unknown' : STATES[row.state],
    waitsFor: row.owedBy && [...row.owedBy],
    inFlight: row.owedBy?.length ?? null,
    asserted: asserted(view, row),
    ...counted,
    ...(row.unhandled !== null && {unhandled: row.unhandled}),
    ...held(row, since, spanNs),
    blockedForNs: heldFor(row, view.t),
    released: released(row, since),
    limited: row.limited === null ? null : row.limited - (since?.limited ?? 0),
  };
}

/** Recordings say `disabled` of a line that is not used. */
const STATES: {readonly [state in LineState]: LineFrameState} = {
  open: 'open',
  'in-flight': 'in-flight',
  masked: 'masked',
  limited: 'limited',
  disabled: 'unused',
  killed: 'killed',
};

const REASONS: {readonly [reason in HoldReason]: BlockedReason} = {
  'in-flight': 'unacked',
  masked: 'masked',
  limited: 'limited',
  disabled: 'unused',
  killed: 'killed',
};

/** A loop, because spreading a typed array takes ten times as long: with a thousand lines, most of the time of a frame. */
function numbers(counts: Float64Array): number[] {
  const list: number[] = new Array(counts.length);
  for (let at = 0; at < counts.length; at++) list[at] = counts[at];
  return list;
}

/** Devices that hold their pin up; `null` where that is unknown for all. */
function asserted(view: View, row: LineRow): string[] | null {
  const known = row.devices.filter(name => typeof view.devices.get(name)?.asserted === 'boolean');
  if (known.length === 0 && (row.devices.length > 0 || row.state === null)) return null;
  return known.filter(name => view.devices.get(name)?.asserted);
}

function held(
  row: LineRow,
  since: LineRow | undefined,
  spanNs: Ns,
): Pick<LineFrame, 'blockedShare' | 'blockedReasons'> {
  if (row.heldNs === null || spanNs <= 0) return {blockedShare: null};
  const before = since?.heldNs ?? NEVER_HELD;
  const blockedReasons: LineFrame['blockedReasons'] = {};
  let sum = 0;
  for (const reason of HOLD_REASONS) {
    const ns = row.heldNs[reason] - before[reason];
    if (ns > 0) blockedReasons[REASONS[reason]] = shareOf(ns, spanNs)!;
    sum += ns;
  }
  return {blockedShare: shareOf(sum, spanNs), blockedReasons};
}

function heldFor({state, heldSinceNs}: LineRow, t: Ns): Ns | null {
  if (state === 'open') return 0;
  return heldSinceNs === null ? null : t - heldSinceNs;
}

function released(row: LineRow, since: LineRow | undefined): LineFrame['released'] {
  if (row.released === null) return null;
  const before = since?.released ?? NEVER_RELEASED;
  const {acked, forced, unbound, operator, limiter} = row.released;
  return {
    acked: acked - before.acked,
    forced: forced - before.forced,
    other: unbound + operator + limiter - before.unbound - before.operator - before.limiter,
  };
}
