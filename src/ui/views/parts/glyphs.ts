import type {DomainState, Health, LineState} from '../../../protocol/words.ts';
import type {Tone} from '../../screen/paint/canvas.ts';

/** Signs of one cell. What they mean a word beside them says too, but for those of pure ornament. */
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
  mark: '◆',
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
  mark: 'm',
  asked: '|',
};

export function glyphs({ascii}: {readonly ascii?: boolean}): Glyphs {
  return ascii ? ASCII : UNICODE;
}

type Sign = {sign: string; ascii: string; mark: Tone};

/** The fuller, the less comes through. */
export const LINE_SIGNS: {readonly [state in LineState | 'unknown']: Sign} = {
  open: {sign: '○', ascii: 'o', mark: 'normal'},
  'in-flight': {sign: '◐', ascii: '*', mark: 'normal'},
  masked: {sign: '●', ascii: '#', mark: 'warn'},
  limited: {sign: '◑', ascii: '%', mark: 'warn'},
  disabled: {sign: '–', ascii: '-', mark: 'warn'},
  killed: {sign: '✗', ascii: 'X', mark: 'bad'},
  unknown: {sign: '?', ascii: '?', mark: 'unknown'},
};

export const DOMAIN_SIGNS: {readonly [state in DomainState]: Sign} = {
  running: {sign: '●', ascii: '*', mark: 'normal'},
  slow: {sign: '◐', ascii: '~', mark: 'warn'},
  hung: {sign: '✗', ascii: 'X', mark: 'bad'},
  crashed: {sign: '✗', ascii: 'X', mark: 'bad'},
  paused: {sign: '‖', ascii: '=', mark: 'warn'},
  restarting: {sign: '◌', ascii: 'o', mark: 'warn'},
  dead: {sign: '✗', ascii: 'X', mark: 'bad'},
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
