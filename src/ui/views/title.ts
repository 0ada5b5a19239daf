import type {Frame} from '../../protocol/frame.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Scene} from '../scene.ts';
import {type Glyphs, glyphs} from './glyphs.ts';
import {drawPieces, lengthOf, type Piece} from './table.ts';
import type {View} from './view.ts';

/** What is shown, and how time goes in it. The right side keeps its place while the time runs. */
export const titleView: View = (canvas, scene) => {
  const right = [...clock(scene, glyphs(scene)), ...host(scene.frame)];
  const at = Math.max(canvas.width - lengthOf(right), 0);
  canvas.text(0, 0, ' '.repeat(canvas.width), 'heading');
  drawPieces(canvas, 1, 0, subject(scene.frame), Math.max(at - 2, 0));
  drawPieces(canvas, at, 0, right);
};

function subject({source, program, scenario, policy, seed, file}: Frame): Piece[] {
  const parts = [
    ['irqdeck', source].join(' '),
    ...[program, scenario, file].filter(name => name !== undefined),
    ...(policy === undefined ? [] : [`policy ${policy}`]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
  ];
  return [[parts.join(' '), 'heading']];
}

function clock(scene: Scene, signs: Glyphs): Piece[] {
  const {frame, paused, ended, speed} = scene;
  const word = speed === 'max' && frame.source === 'watch' ? 'live' : speed;
  return [[`${time(frame.tNs, speed).padStart(9)}  `, 'heading'], pace(paused, ended, word, signs)];
}

/** As wide in every state. */
const PACE_WIDTH = 9;

function pace(paused: boolean, ended: boolean, speed: number | 'max' | 'live', {pause, times}: Glyphs): Piece {
  if (ended) return ['ENDED'.padEnd(PACE_WIDTH), 'warn'];
  if (paused) return [`${pause} PAUSED`.padEnd(PACE_WIDTH), 'warn'];
  const word = typeof speed === 'string' ? speed : `${times}${Number(speed.toPrecision(3))}`;
  return [word.padEnd(PACE_WIDTH), 'heading'];
}

/** As many digits as change slowly enough to be read. */
function time(t: Ns, speed: number | 'max'): string {
  const digits = speed === 'max' || speed > 0.1 ? 1 : speed > 0.001 ? 4 : 6;
  const seconds = Math.floor((t / NS_PER_S) * 10 ** digits) / 10 ** digits;
  return `${seconds.toFixed(digits)} s`;
}

function host({host: state}: Frame): Piece[] {
  if (state === 'up') return [['host up ', 'good']];
  if (state === 'unknown') return [['host ? ', 'unknown']];
  return [[`HOST ${state.toUpperCase()} `, 'bad']];
}
