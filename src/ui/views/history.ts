import {rate} from '../../model/numbers.ts';
import type {Canvas, Mark} from '../screen/canvas.ts';
import {selection} from '../selection.ts';
import {type Glyphs, glyphs} from './glyphs.ts';
import type {View} from './view.ts';

/** The last two minutes of the selected line: its rate, and below it, where that is known, the share of time in which it was held. */
export const historyView: View = (canvas, scene) => {
  const {line} = selection(scene);
  canvas.text(0, 0, ' '.repeat(canvas.width), 'heading');
  if (!line) return;
  const signs = glyphs(scene);
  const rates = scene.history.rates(line.irq);
  const held = scene.history.held(line.irq);
  const most = rates.reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
  canvas.text(1, 0, `LINE ${line.irq}: RATE, UP TO ${rate(most)}/s`, 'heading');
  canvas.text(canvas.width - 4, 0, 'NOW', 'heading');
  const known = held.some(value => value !== null);
  const upper = known ? Math.ceil((canvas.height - 1) / 2) : canvas.height - 1;
  bars(canvas.part(1, 1, canvas.width - 1, upper), rates, most, 'accent', signs);
  if (!known) return;
  canvas.text(1, upper + 1, 'SHARE OF TIME HELD', 'heading');
  bars(canvas.part(1, upper + 2, canvas.width - 1, canvas.height - upper - 2), held, 1, 'bad', signs);
};

/** Bars of several rows, a second each, the latest at the right. */
function bars(
  canvas: Canvas,
  values: readonly (number | null)[],
  most: number,
  mark: Mark,
  {bars: steps}: Glyphs,
): void {
  const shown = values.slice(-canvas.width);
  const levels = [...steps];
  const eighths = shown.map(value =>
    value === null ? null : most === 0 ? 0 : (value / most) * canvas.height * levels.length,
  );
  for (let row = 0; row < canvas.height; row++) {
    const below = (canvas.height - 1 - row) * levels.length;
    const text = eighths.map(height => cell(height, below, levels)).join('');
    canvas.text(canvas.width - text.length, row, text, mark);
  }
}

/** What is known is seen, and be it nothing: the lowest row has at least its lowest bar. */
function cell(height: number | null, below: number, levels: readonly string[]): string {
  if (height === null) return ' ';
  const rest = Math.min(Math.ceil(height - below), levels.length);
  if (rest > 0) return levels[rest - 1];
  return below === 0 ? levels[0] : ' ';
}
