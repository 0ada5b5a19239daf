import type {Bookmark} from '../../model/view/timeline.ts';
import {moment} from '../../model/words/numbers.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';
import {behindNs, isRecording} from '../scene/time-shown.ts';
import type {Canvas, Tone} from '../screen/paint/canvas.ts';
import {type Glyphs, glyphs} from './parts/glyphs.ts';
import type {DrawView} from './parts/view.ts';

/** Whether there is a time bar: in a recording, and when the past is shown. */
export function wantsTimebar(scene: Scene): boolean {
  return isRecording(scene) || behindNs(scene) > 0;
}

/** The whole known time, its alerts, markers and commands, and the time shown: `0.000 s ━━▲━█──◆── 49.750 s`. */
export const timebarView: DrawView = (canvas, scene) => {
  const {startNs, endNs, farthestNs} = scene.timeline;
  const toNs = Math.max(endNs ?? farthestNs, scene.frame.tNs);
  const [first, last] = [moment(startNs, 3), endNs === null ? `${moment(toNs, 3)} or more` : moment(toNs, 3)];
  canvas.text(1, 0, first, 'dim');
  canvas.text(canvas.width - last.length - 1, 0, last, 'dim');
  const width = canvas.width - first.length - last.length - 4;
  if (width > 1) bar(canvas.part(first.length + 2, 0, width, 1), scene, startNs, toNs);
};

function bar(canvas: Canvas, scene: Scene, startNs: Ns, toNs: Ns): void {
  const signs = glyphs(scene);
  const cellOf = (t: Ns) =>
    toNs > startNs ? Math.min(Math.floor(((t - startNs) / (toNs - startNs)) * canvas.width), canvas.width - 1) : 0;
  const here = cellOf(scene.frame.tNs);
  canvas.text(0, 0, signs.played.repeat(here), 'accent');
  canvas.text(here, 0, signs.rule.repeat(canvas.width - here), 'dim');
  canvas.text(here, 0, signs.here, 'strong');
  // The most important ones are drawn last.
  for (const kind of ['command', 'marker', 'alert'] as const)
    for (const bookmark of scene.timeline.bookmarks)
      if (bookmark.kind === kind) canvas.text(cellOf(bookmark.t), 0, ...drawn(bookmark, signs));
  if (scene.timeline.bookmarks.some(({t}) => cellOf(t) === here)) canvas.select(0, here, 1);
}

function drawn({kind}: Bookmark, signs: Glyphs): [sign: string, tone: Tone] {
  if (kind === 'alert') return [signs.alert, 'bad'];
  return kind === 'marker' ? [signs.marker, 'accent'] : [signs.asked, 'warn'];
}
