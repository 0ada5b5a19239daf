import {duration} from '../../../model/words/numbers.ts';
import {STEPS, type Step} from '../../../protocol/record/step.ts';
import {NS_PER_S, type Ns} from '../../../protocol/words.ts';
import type {Scene} from '../../scene/scene.ts';
import {devicesOn, selection} from '../../scene/selection.ts';
import type {Canvas, Tone} from '../../screen/paint/canvas.ts';
import {glyphs} from '../parts/glyphs.ts';
import type {DrawView} from '../parts/view.ts';
import {type Actor, type Episode, fittingSteps, lastEpisode} from './episode.ts';

/** The last interrupt of the selected line: when each pin was up, the line held, each domain in debt; below it the steps in words. */
export const waveformView: DrawView = (canvas, scene) => {
  const {line} = selection(scene);
  canvas.text(0, 0, ' '.repeat(canvas.width), 'accent');
  canvas.text(
    1,
    0,
    `LAST INTERRUPT OF LINE ${line?.irq ?? '?'}, STEP BY STEP; T t previous, next event; j k line`,
    'accent',
  );
  if (!line) return drawNote(canvas, 'there is no line');
  const known = scene.steps(line.irq);
  if ('missing' in known) return drawNote(canvas, known.missing);
  if ('coming' in known) return drawNote(canvas, known.coming);
  const asserted = new Set(devicesOn(scene.frame, line).flatMap(({name, asserted}) => (asserted ? [name] : [])));
  const episode = lastEpisode(known.steps, line, asserted);
  if (!episode)
    return drawNote(
      canvas,
      `the last interrupt of line ${line.irq} was too long ago: its steps are no longer in memory`,
    );
  const height = drawActors(canvas.part(0, 1, canvas.width, canvas.height - 1), episode, scene);
  drawSteps(canvas.part(0, height + 2, canvas.width, canvas.height - height - 2), episode, scene);
};

const NAME_WIDTH = 16;
const LEAST_STEP = 5;
const MOST_STEP = 9;

/** One column for each step, not to scale in time; returns the number of rows used. */
function drawActors(canvas: Canvas, {steps, actors}: Episode, scene: Scene): number {
  const fitting = Math.max(Math.floor((canvas.width - NAME_WIDTH) / LEAST_STEP), 1);
  const shown = fittingSteps(steps.length, fitting);
  const width = Math.min(Math.floor((canvas.width - NAME_WIDTH) / shown.length), MOST_STEP);
  drawTimes(canvas, steps, shown, width);
  actors.forEach((actor, at) => {
    drawActor(canvas, at + 1, actor, shown, width, scene);
  });
  if (standsAt(scene, steps))
    for (let y = 0; y <= actors.length; y++) canvas.select(y, NAME_WIDTH + (shown.length - 1) * width, width);
  return actors.length + 1;
}

/** Whether the time shown is that of the last step. */
function standsAt({frame}: Scene, steps: readonly Step[]): boolean {
  return steps.at(-1)!.t === frame.tNs;
}

/** The time since the first step; where one is too long for its column, the next ones are left out. */
function drawTimes(canvas: Canvas, steps: readonly Step[], shown: readonly (number | null)[], width: number): void {
  canvas.text(1, 0, 'SINCE ITS CAUSE', 'dim');
  let free = 0;
  shown.forEach((index, column) => {
    if (index === null) return;
    const [x, text] = [NAME_WIDTH + column * width, short(steps[index].t - steps[0].t)];
    if (x < free) return;
    canvas.text(x, 0, text, 'dim');
    free = x + text.length + 1;
  });
}

const UP: {readonly [kind in Actor['kind']]: Tone} = {device: 'warn', line: 'bad', domain: 'accent'};

function drawActor(
  canvas: Canvas,
  y: number,
  {kind, name, levels, labels}: Actor,
  shown: readonly (number | null)[],
  width: number,
  scene: Scene,
): void {
  const {bars, dot, more} = glyphs(scene);
  const full = [...bars].at(kind === 'device' ? 3 : -1)!;
  canvas.text(1, y, kind === 'line' ? `line ${name}` : name, 'strong', NAME_WIDTH - 2);
  shown.forEach((index, column) => {
    const x = NAME_WIDTH + column * width;
    if (index === null) canvas.text(x, y, more.padStart(Math.ceil(width / 2)), 'dim');
    else canvas.text(x, y, (levels[index] ? full : dot).repeat(width), levels[index] ? UP[kind] : 'dim');
    if (index !== null && labels[index]) canvas.text(x, y, labels[index], 'strong', width);
  });
}

/** The steps in words; below the last one, the time since then. */
function drawSteps(canvas: Canvas, {steps}: Episode, scene: Scene): void {
  if (canvas.height < 2) return;
  canvas.text(1, 0, `BEGAN AT ${(steps[0].t / NS_PER_S).toFixed(6)} s`, 'heading');
  const here = standsAt(scene, steps);
  const shown = fittingSteps(steps.length, canvas.height - (here ? 1 : 2));
  shown.forEach((index, row) => {
    if (index === null) drawGap(canvas, row + 1, steps.length - shown.length + 1);
    else drawStep(canvas, row + 1, steps[index], steps[0].t);
  });
  if (here) canvas.select(shown.length);
  else
    canvas.text(1, shown.length + 1, `nothing since then, for ${duration(scene.frame.tNs - steps.at(-1)!.t)}`, 'dim');
}

function drawGap(canvas: Canvas, y: number, count: number): void {
  canvas.text(13, y, `${count} steps between`, 'dim');
}

function drawStep(canvas: Canvas, y: number, step: Step, fromNs: Ns): void {
  const name = step.device ?? step.domain ?? (step.cpu === undefined ? '' : `CPU${step.cpu}`);
  const owner = step.device && step.domain ? ` (${step.domain})` : '';
  canvas.text(1, y, `+${short(step.t - fromNs)}`.padStart(10), 'dim');
  canvas.text(13, y, `${name}${owner}`, 'strong', 22);
  const word = canvas.width < 110 ? '' : `${step.what.replaceAll('_', ' ')}: `;
  canvas.text(36, y, word + STEPS[step.what], STEP_TONES[step.what] ?? 'normal');
}

const STEP_TONES: {readonly [what in Step['what']]?: Tone} = {
  delivered: 'accent',
  forced: 'bad',
  lost_edge: 'bad',
  void: 'warn',
  acknowledged: 'good',
  released: 'good',
};

function short(ns: number): string {
  return ns === 0 ? '0' : duration(ns);
}

function drawNote(canvas: Canvas, sentence: string): void {
  canvas.text(1, 1, sentence, 'dim');
}
