import {rate} from '../../../model/words/numbers.ts';
import {selection} from '../../scene/selection.ts';
import type {Canvas, Tone} from '../../screen/paint/canvas.ts';
import {type Glyphs, glyphs} from '../parts/glyphs.ts';
import {spanOf} from '../parts/span.ts';
import type {DrawView} from '../parts/view.ts';

/** The last minutes of the selected line: its rate, and below it, if known, the share of time in which it was blocked. */
export const historyView: DrawView = (canvas, scene) => {
  const {line} = selection(scene);
  canvas.text(0, 0, ' '.repeat(canvas.width), 'heading');
  if (!line) return;
  const signs = glyphs(scene);
  const rates = scene.history.rates(line.irq);
  const held = scene.history.held(line.irq);
  const span = Math.min(spanOf(rates), canvas.width - 1);
  const most = rates.slice(-span).reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
  const known = held.some(value => value !== null);
  const upper = known ? Math.ceil((canvas.height - 1) / 2) : canvas.height - 1;
  head(canvas, 0, `LINE ${line.irq}: RATE, UP TO ${rate(most)}/s`, `LAST ${span} s`);
  bars(canvas.part(1, 1, canvas.width - 1, upper), {values: rates, span, most, tone: 'accent'}, signs);
  if (!known) return;
  head(canvas, upper + 1, 'SHARE OF TIME BLOCKED, UP TO 100%', 'NOW');
  bars(
    canvas.part(1, upper + 2, canvas.width - 1, canvas.height - upper - 2),
    {values: held, span, most: 1, tone: 'bad'},
    signs,
  );
};

function head(canvas: Canvas, y: number, left: string, right: string): void {
  canvas.text(1, y, left, 'heading', canvas.width - right.length - 2);
  canvas.text(canvas.width - right.length, y, right, 'heading');
}

type Bars = {values: readonly (number | null)[]; span: number; most: number; tone: Tone};

/** Bars of several rows, one for each second, as wide as fits, the latest at the right. A known value has a bar, even if it is 0. */
function bars(canvas: Canvas, {values, span, most, tone}: Bars, {bars: steps}: Glyphs): void {
  const each = Math.max(Math.floor(canvas.width / span), 1);
  const levels = [...steps];
  const shown = values.slice(-span);
  // Every line is held for some microseconds of each second: that is drawn as 0.
  const least = tone === 'bad' ? 1 : 0;
  shown.forEach((value, at) => {
    if (value === null) return;
    const x = canvas.width - (shown.length - at) * each;
    const height = most === 0 ? 0 : (value / most) * canvas.height * levels.length;
    if (height <= least) canvas.text(x, canvas.height - 1, levels[0].repeat(each), 'dim');
    else bar(canvas, x, each, height, levels, tone);
  });
}

/** `height` in eighths of a cell, one for each level. */
function bar(canvas: Canvas, x: number, width: number, height: number, levels: readonly string[], tone: Tone): void {
  for (let row = 0; row < canvas.height; row++) {
    const rest = Math.ceil(height - (canvas.height - 1 - row) * levels.length);
    if (rest > 0) canvas.text(x, row, levels[Math.min(rest, levels.length) - 1].repeat(width), tone);
  }
}
