import type {Frame, LineFrame} from '../../protocol/frame/frame.ts';

/** What is known, and what was known where its interval began. */
export type FramePair = {readonly frame: Frame; readonly before?: Frame};

/** Interrupts since the frame before; `null`: not known. */
export function deltaOf(line: LineFrame, {before}: Pick<FramePair, 'before'>): number | null {
  const earlier = before && placesOf(before).lines.get(line.irq);
  return earlier ? line.total - earlier.total : null;
}

/** The same for each CPU. CPUs come and go: they are matched by number. */
export function perCpuDeltas(line: LineFrame, {frame, before}: FramePair): readonly (number | null)[] {
  const earlier = before && placesOf(before).lines.get(line.irq);
  if (!earlier) return line.perCpu.map(() => null);
  const last = counted.get(line);
  if (last?.earlier === earlier) return last.deltas;
  const {cpus} = placesOf(before);
  const deltas = line.perCpu.map((count, at) => count - (earlier.perCpu[cpus.get(frame.cpus[at]?.cpu) ?? -1] ?? 0));
  counted.set(line, {earlier, deltas});
  return deltas;
}

/** Asked for by each cell of a row. */
const counted = new WeakMap<LineFrame, {earlier: LineFrame; deltas: readonly number[]}>();

type Places = {lines: ReadonlyMap<string, LineFrame>; cpus: ReadonlyMap<number, number>};

/** Made once a frame: to look through all lines for each line takes as long as the rest of a picture. */
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
