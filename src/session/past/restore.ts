import {initialView, type View} from '../../model/view/view.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {openReader} from '../reader.ts';
import {placeHere, type ReaderLoop} from '../reader-loop.ts';

/** How much of the time before it has to be folded, so that a view is known with its alerts and charts. */
export const WINDOW_NS = 121 * NS_PER_S;

/** Takes a source back, or on, to a moment that is remembered, from where going on leads to `untilNs` with all that is known there. */
export function restoreAt(course: ReaderLoop, untilNs: Ns): void {
  const {known, source, agenda} = course;
  const places = course.places!;
  // So that the way back to the present is short.
  if (known.t === known.farthestNs) places.add(placeHere(course));
  const place = places.at(untilNs - WINDOW_NS);
  if (untilNs >= known.t && place.t <= known.t) return;
  source.restore!(place.state);
  agenda.goTo(place.sent);
  enter(course, place.view);
}

/** Takes a source that stands in a file to a keyframe early enough. Its past begins with what is known there. */
export async function reenter(course: ReaderLoop, untilNs: Ns): Promise<void> {
  const {known, source, header, startNs} = course;
  const earlyNs = Math.max(untilNs - WINDOW_NS, startNs);
  if ((untilNs >= known.t && earlyNs <= known.t) || !(await source.seek!(earlyNs))) return;
  await source.arrival?.();
  const {nextNs} = source;
  enter(course, {...initialView(header), t: Number.isFinite(nextNs ?? Infinity) ? nextNs! : earlyNs});
  known.fold(course.reader.take(known.t), known.t, known.t <= known.farthestNs);
  known.enter(known.view);
}

function enter(course: ReaderLoop, view: View): void {
  course.reader = openReader(course.source);
  course.known.enter(view);
  course.since = view;
}
