import {shownLines} from '../../model/frame/shown-lines.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import type {Canvas} from '../screen/paint/canvas.ts';
import {spanOf} from '../views/parts/span.ts';
import {chartsView} from './charts-view.ts';
import {type Charts, loadCharts} from './line-chart.ts';

const MOST_LINES = 6;

/** Loads the charts when they are shown for the first time. */
export async function wantCharts(held: {current: Charts | null}, screen: {refresh(): void} | null): Promise<void> {
  if (held.current) return;
  held.current = await loadCharts();
  screen?.refresh();
}

/** Draws the charts of the selected line and of the other shown lines, the busiest first. */
export function drawCharts(canvas: Canvas, scene: Scene, charts: Charts | null, colored: boolean): void {
  const chosen = selection(scene).line?.irq;
  const busy = shownLines(scene, scene.ui)
    .filter(line => !line.counter && line.total !== 0 && line.irq !== chosen)
    .toSorted((one, other) => (other.rate ?? 0) - (one.rate ?? 0));
  const selected = shownLines(scene, scene.ui).filter(line => line.irq === chosen && !line.counter);
  const lines = [...selected, ...busy].slice(0, MOST_LINES).map(({irq, devices}) => ({
    name: [irq, devices?.join(', ')].filter(Boolean).join(' '),
    // Whole seconds: with the current second, charts would be drawn with every frame.
    rates: scene.history.rates(irq).slice(0, -1),
    held: scene.history.held(irq).slice(0, -1),
  }));
  chartsView(canvas, charts, {span: spanOf(lines[0]?.rates ?? []), lines}, colored);
}
