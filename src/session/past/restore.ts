import {initialView, type View} from '../../model/view/view.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {openReader} from '../reader.ts';
import {checkpointHere, type ReaderLoop} from '../reader-loop.ts';

/** How much of the time before it has to be folded, so that a view is known with its alerts and charts. */
export const WINDOW_NS = 121 * NS_PER_S;

/** Takes a source back, or on, to a moment that is remembered, from where going on leads to `untilNs` with all that is known there. */
export function restoreAt(loop: ReaderLoop, untilNs: Ns): void {
  const {folded, source, schedule} = loop;
  const checkpoints = loop.checkpoints!;
  // So that the way back to the present is short.
  if (folded.t === folded.farthestNs) checkpoints.add(checkpointHere(loop));
  const place = checkpoints.at(untilNs - WINDOW_NS);
  if (untilNs >= folded.t && place.t <= folded.t) return;
  source.restore!(place.state);
  schedule.goTo(place.sent);
  enter(loop, place.view);
}

/** Takes a source that stands in a file to a keyframe early enough. Its past begins with what is known there. */
export async function reenter(loop: ReaderLoop, untilNs: Ns): Promise<void> {
  const {folded, source, header, startNs} = loop;
  const earlyNs = Math.max(untilNs - WINDOW_NS, startNs);
  if ((untilNs >= folded.t && earlyNs <= folded.t) || !(await source.seek!(earlyNs))) return;
  await source.arrival?.();
  const {nextNs} = source;
  enter(loop, {...initialView(header), t: Number.isFinite(nextNs ?? Infinity) ? nextNs! : earlyNs});
  folded.fold(loop.reader.take(folded.t), folded.t, folded.t <= folded.farthestNs);
  folded.enter(folded.view);
}

function enter(loop: ReaderLoop, view: View): void {
  loop.reader = openReader(loop.source);
  loop.folded.enter(view);
  loop.since = view;
}
