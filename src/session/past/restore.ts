import {initialView, type View} from '../../model/view/view.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {continueFolded, foldRecords} from '../folded.ts';
import {openReader} from '../reader.ts';
import {checkpointHere, type ReaderLoop} from '../reader-loop.ts';
import {isInPast} from './present.ts';

/** So much of the time before a view must be folded, for its alerts and charts to be complete. */
export const WINDOW_NS = 121 * NS_PER_S;

/** Takes the source to a checkpoint from which `advance` leads to a complete view of `untilNs`. Does nothing if it leads there from here. */
export function restoreCheckpoint(loop: ReaderLoop, untilNs: Ns): void {
  const {folded, source, schedule} = loop;
  const checkpoints = loop.checkpoints!;
  // This makes the way back to the present short.
  if (!isInPast(folded)) checkpoints.add(checkpointHere(loop));
  const checkpoint = checkpoints.at(untilNs - WINDOW_NS);
  const {t} = folded.view;
  if (untilNs >= t && checkpoint.t <= t) return;
  source.restore!(checkpoint.state);
  schedule.goTo(checkpoint.sent);
  continueFrom(loop, checkpoint.view);
}

/** The same for a source that reads a file: it goes to a keyframe early enough, and the kept past begins with that keyframe. */
export async function restoreFromFile(loop: ReaderLoop, untilNs: Ns): Promise<void> {
  const {folded, source, header, startNs} = loop;
  const earlyNs = Math.max(untilNs - WINDOW_NS, startNs);
  const {t} = folded.view;
  if ((untilNs >= t && earlyNs <= t) || !(await source.seek!(earlyNs))) return;
  await source.arrival?.();
  const {nextNs} = source;
  const fromNs = Number.isFinite(nextNs ?? Infinity) ? nextNs! : earlyNs;
  continueFrom(loop, {...initialView(header), t: fromNs});
  foldRecords(folded, loop.reader.take(fromNs), fromNs, fromNs <= folded.farthestNs);
  continueFolded(folded, folded.view);
}

function continueFrom(loop: ReaderLoop, view: View): void {
  loop.reader = openReader(loop.source);
  continueFolded(loop.folded, view);
  loop.since = view;
}
