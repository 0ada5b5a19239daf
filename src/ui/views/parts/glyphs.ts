import type {LineFrameState} from '../../../protocol/frame/frame.ts';
import type {DomainState, Health} from '../../../protocol/words.ts';
import type {Tone} from '../../screen/paint/canvas.ts';

/** Signs of one cell. A word beside each sign has the same meaning, except for ornaments. */
export type Glyphs = {readonly [name in keyof typeof UNICODE]: string};

const UNICODE = {
  selected: '▸',
  up: '▲',
  down: '▼',
  alert: '▲',
  well: '●',
  to: '→',
  more: '…',
  delta: 'Δ',
  rule: '─',
  bars: '▁▂▃▄▅▆▇█',
  dot: '·',
  corners: '┌┐└┘│',
  pause: '‖',
  times: '×',
  played: '━',
  here: '█',
  marker: '◆',
  asked: '┃',
};

const ASCII: Glyphs = {
  selected: '>',
  up: '^',
  down: 'v',
  alert: '!',
  well: '*',
  to: '>',
  more: '+',
  delta: 'd',
  rule: '-',
  bars: '_.:-=+*#',
  dot: '.',
  corners: '++++|',
  pause: '=',
  times: 'x',
  played: '=',
  here: '#',
  marker: 'm',
  asked: '|',
};

export function glyphs({ascii}: {readonly ascii?: boolean}): Glyphs {
  return ascii ? ASCII : UNICODE;
}

type Sign = {sign: string; ascii: string; tone: Tone};

/** The fuller the sign, the less the line delivers. */
export const LINE_SIGNS: {readonly [state in LineFrameState]: Sign} = {
  open: {sign: '○', ascii: 'o', tone: 'normal'},
  'in-flight': {sign: '◐', ascii: '*', tone: 'normal'},
  masked: {sign: '●', ascii: '#', tone: 'warn'},
  limited: {sign: '◑', ascii: '%', tone: 'warn'},
  unused: {sign: '–', ascii: '-', tone: 'warn'},
  killed: {sign: '✗', ascii: 'X', tone: 'bad'},
  unknown: {sign: '?', ascii: '?', tone: 'unknown'},
};

export const DOMAIN_SIGNS: {readonly [state in DomainState]: Sign} = {
  running: {sign: '●', ascii: '*', tone: 'normal'},
  slow: {sign: '◐', ascii: '~', tone: 'warn'},
  hung: {sign: '✗', ascii: 'X', tone: 'bad'},
  crashed: {sign: '✗', ascii: 'X', tone: 'bad'},
  paused: {sign: '‖', ascii: '=', tone: 'warn'},
  restarting: {sign: '◌', ascii: 'o', tone: 'warn'},
  dead: {sign: '✗', ascii: 'X', tone: 'bad'},
};

export const HEALTH_TONES: {readonly [health in Health]: Tone} = {
  ok: 'good',
  slow: 'warn',
  hung: 'bad',
  down: 'bad',
  unknown: 'unknown',
};

/** A sign with its word: `◐ in-flight`. */
export function withSign({sign, ascii}: Sign, word: string, scene: {readonly ascii?: boolean}): string {
  return `${scene.ascii ? ascii : sign} ${word}`;
}
