import {duration} from '../../model/numbers.ts';
import {STEPS, type Step} from '../../protocol/step.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import type {Scene} from '../scene.ts';
import type {Canvas, Mark} from '../screen/canvas.ts';
import {devicesOn, selection} from '../selection.ts';
import {type Actor, type Episode, lastEpisode} from '../waveform.ts';
import {glyphs} from './glyphs.ts';
import type {View} from './view.ts';

/** The life of the last interrupt of the selected line: who was up, held or in debt when, and below it step by step in words. */
export const waveformView: View = (canvas, scene) => {
  const {line} = selection(scene);
  canvas.text(0, 0, ' '.repeat(canvas.width), 'accent');
  canvas.text(
    1,
    0,
    `LAST INTERRUPT OF LINE ${line?.irq ?? '?'}, STEP BY STEP; j k another line, . one sample on`,
    'accent',
  );
  if (!line || !scene.steps) return say(canvas, `this source (${scene.header.source}) does not tell single steps`);
  const asserted = new Set(devicesOn(scene.frame, line).flatMap(({name, asserted}) => (asserted ? [name] : [])));
  const episode = lastEpisode(scene.steps(line.irq), line, asserted);
  if (!episode)
    return say(canvas, `none of the last interrupts of line ${line.irq} is kept; it has not fired for long`);
  const height = drawActors(canvas.part(0, 1, canvas.width, canvas.height - 1), episode, scene);
  drawSteps(canvas.part(0, height + 2, canvas.width, canvas.height - height - 2), episode, scene);
};

const NAME_WIDTH = 16;
const LEAST_STEP = 5;
const MOST_STEP = 9;

/** One column a step, whatever time lies between; returns how many rows it took. */
function drawActors(canvas: Canvas, {steps, actors}: Episode, scene: Scene): number {
  const fitting = Math.max(Math.floor((canvas.width - NAME_WIDTH) / LEAST_STEP), 1);
  const shown = Math.min(steps.length, fitting);
  const width = Math.min(Math.floor((canvas.width - NAME_WIDTH) / shown), MOST_STEP);
  drawTimes(canvas, steps.slice(0, shown), width);
  actors.forEach((actor, at) => {
    drawActor(canvas, at + 1, actor, shown, width, scene);
  });
  return actors.length + 1;
}

/** Since the first of them; where one is too long for its column, the next ones give way. */
function drawTimes(canvas: Canvas, steps: readonly Step[], width: number): void {
  canvas.text(1, 0, 'SINCE ITS CAUSE', 'dim');
  let free = 0;
  steps.forEach(({t}, at) => {
    const [x, text] = [NAME_WIDTH + at * width, short(t - steps[0].t)];
    if (x < free) return;
    canvas.text(x, 0, text, 'dim');
    free = x + text.length + 1;
  });
}

const UP: {readonly [kind in Actor['kind']]: Mark} = {device: 'warn', line: 'bad', domain: 'accent'};

function drawActor(
  canvas: Canvas,
  y: number,
  {kind, name, levels, marks}: Actor,
  shown: number,
  width: number,
  scene: Scene,
): void {
  const {bars, dot} = glyphs(scene);
  const full = [...bars].at(kind === 'device' ? 3 : -1)!;
  canvas.text(1, y, kind === 'line' ? `line ${name}` : name, 'strong', NAME_WIDTH - 2);
  for (let at = 0; at < shown; at++) {
    const x = NAME_WIDTH + at * width;
    canvas.text(x, y, (levels[at] ? full : dot).repeat(width), levels[at] ? UP[kind] : 'dim');
    if (marks[at]) canvas.text(x, y, marks[at], 'strong', width);
  }
}

function drawSteps(canvas: Canvas, {steps}: Episode, scene: Scene): void {
  if (canvas.height < 2) return;
  const more = steps.length - (canvas.height - 1);
  canvas.text(
    1,
    0,
    `BEGAN AT ${(steps[0].t / NS_PER_S).toFixed(6)} s${more > 0 ? `; ${more} later steps not shown` : ''}`,
    'heading',
  );
  steps.slice(0, canvas.height - 1).forEach((step, at) => {
    const who = step.device ?? step.domain ?? (step.cpu === undefined ? '' : `CPU${step.cpu}`);
    const owner = step.device && step.domain ? ` (${step.domain})` : '';
    canvas.text(1, at + 1, `+${short(step.t - steps[0].t)}`.padStart(10), 'dim');
    canvas.text(13, at + 1, `${who}${owner}`, 'strong', 22);
    const word = canvas.width < 110 ? '' : `${step.what.replaceAll('_', ' ')}: `;
    canvas.text(36, at + 1, word + STEPS[step.what], MARKS[step.what] ?? 'normal');
  });
  const last = scene.frame.tNs - steps.at(-1)!.t;
  if (more < 0) canvas.text(1, steps.length + 1, `nothing since, for ${duration(last)}`, 'dim');
}

const MARKS: {readonly [what in Step['what']]?: Mark} = {
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

function say(canvas: Canvas, sentence: string): void {
  canvas.text(1, 1, sentence, 'dim');
}
