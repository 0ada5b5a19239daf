import type {Frame, LineFrame} from '../../protocol/frame/frame.ts';

/** A frame, and the frame at the beginning of its interval. */
export type FramePair = {readonly frame: Frame; readonly before?: Frame};

/** Interrupts of a line since the previous frame; `null`: unknown. */
export function deltaOf(line: LineFrame, {before}: Pick<FramePair, 'before'>): number | null {
  const earlier = before && placesOf(before).lines.get(line.irq);
  return earlier && line.total !== null && earlier.total !== null ? line.total - earlier.total : null;
}

/** Interrupts of a line since the previous frame, by CPU. CPUs come and go, so they are matched by number. */
export function perCpuDeltas(line: LineFrame, {frame, before}: FramePair): readonly (number | null)[] {
  const {perCpu} = line;
  if (perCpu === null) return frame.cpus.map(() => null);
  const earlier = before && placesOf(before).lines.get(line.irq);
  const counts = earlier?.perCpu;
  if (!counts) return perCpu.map(() => null);
  const last = counted.get(line);
  if (last?.earlier === earlier) return last.deltas;
  const {cpus} = placesOf(before!);
  const deltas = perCpu.map((count, at) => count - (counts[cpus.get(frame.cpus[at]?.cpu) ?? -1] ?? 0));
  counted.set(line, {earlier, deltas});
  return deltas;
}

/** Cached, because each cell of a row needs them. */
const counted = new WeakMap<LineFrame, {earlier: LineFrame; deltas: readonly number[]}>();

type Places = {lines: ReadonlyMap<string, LineFrame>; cpus: ReadonlyMap<number, number>};

/** Made once for each frame: a search through all lines for each line would take as long as the rest of a picture. */
const placed = new WeakMap<Frame, Places>();

function placesOf(frame: Frame): Places {
  const known = placed.get(frame);
  if (known) return known;
  const places: Places = {
    lines: new Map(frame.lines.toReversed().map(line => [line.irq, line])),
    cpus: new Map(frame.cpus.map(({cpu}, at) => [cpu, at])),
  };
  placed.set(frame, places);
  return places;
}
