import {duration, moment} from '../../model/words/numbers.ts';
import type {Frame} from '../../protocol/frame/frame.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';
import {behindNs} from '../scene/time-shown.ts';
import type {Canvas} from '../screen/paint/canvas.ts';
import {type Glyphs, glyphs} from './parts/glyphs.ts';
import {drawPieces, lengthOf, type Piece} from './parts/table.ts';
import type {DrawView} from './parts/view.ts';

/** The source at the left, its time and speed at the right. The right side does not move while the time runs. */
export const titleView: DrawView = (canvas, scene) => {
  const right = [...recording(scene), ...clock(scene, glyphs(scene)), ...host(scene.frame)];
  const at = Math.max(canvas.width - lengthOf(right), 0);
  canvas.text(0, 0, ' '.repeat(canvas.width), 'heading');
  drawLeft(canvas.part(1, 0, Math.max(at - 2, 0), 1), scene);
  drawPieces(canvas, at, 0, right);
};

type Subject = Pick<Frame, 'source' | 'program' | 'scenario' | 'file' | 'policy' | 'seed'> & {
  ours?: string;
  /** Without the word policy. */
  unnamed?: true;
};

/** The source, shortened as far as needed. */
function subject(frame: Frame, room: number): Piece[] {
  let of: Subject = {...frame, ours: 'irqdeck'};
  for (const shorten of SHORTENINGS) {
    if (words(of).length <= room) break;
    of = shorten(of);
  }
  return [[words(of), 'heading']];
}

function words({ours, source, program, scenario, file, policy, seed, unnamed}: Subject): string {
  const parts = [
    ...[ours, source, program, scenario, file].filter(name => name !== undefined),
    ...(policy === undefined ? [] : [unnamed ? policy : `policy ${policy}`]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
  ];
  return parts.join(' ');
}

/**
 * Ways to shorten, in their order. A policy with changed mechanisms keeps their number. The name of a recording or a program is more
 * useful than its scenario.
 */
const SHORTENINGS: readonly ((of: Subject) => Subject)[] = [
  of => ({...of, ours: undefined}),
  of => ({...of, seed: undefined}),
  of => ({...of, policy: of.policy === undefined ? undefined : brief(of.policy)}),
  of => (of.file === undefined && of.program === undefined ? of : {...of, scenario: undefined}),
  of => ({...of, unnamed: true}),
];

function brief(policy: string): string {
  const [name, ...set] = policy.split('+');
  return set.length === 0 ? name : `${name}, ${set.length} set`;
}

/** A branch is shown with its time where half of the width remains for the source, else as one word. */
function drawLeft(canvas: Canvas, scene: Scene): void {
  const {branchOf} = scene.header;
  const whole = branchOf && `BRANCH at ${moment(branchOf.t)}`;
  const branch = whole && 2 * whole.length > canvas.width ? 'BRANCH' : whole;
  const room = Math.max(branch ? canvas.width - branch.length - 2 : canvas.width, 0);
  const end = drawPieces(canvas, 0, 0, subject(scene.frame, room), room);
  if (branch) canvas.text(end + 2, 0, branch, 'warn');
}

function clock(scene: Scene, signs: Glyphs): Piece[] {
  const {frame, speed, timeline} = scene;
  const endNs = timeline.endNs ?? scene.header.briefing?.limitNs;
  const length = endNs ? ` of ${time(endNs, speed)}` : '';
  return [[`${time(frame.tNs, speed).padStart(9)}${length}  `, 'heading'], ...past(scene), pace(scene, signs)];
}

/** Whether it is being recorded, or a recording has failed. */
function recording({recorder, ascii}: Scene): Piece[] {
  if (!recorder) return [];
  if (recorder.state !== 'off') return [[`${glyphs({ascii}).well} REC  `, 'bad']];
  return recorder.fault === null ? [] : [['REC FAILED  ', 'bad']];
}

/** How far the time shown is behind the present. */
function past(scene: Scene): Piece[] {
  const behind = behindNs(scene);
  if (behind === 0) return [];
  return [[`PAST -${behind < NS_PER_S / 10 ? duration(behind) : time(behind, scene.speed)} `, 'warn']];
}

/** The same width in every state. */
const PACE_WIDTH = 9;

function pace(scene: Scene, {pause, times}: Glyphs): Piece {
  const {paused, ended, timeline} = scene;
  if (timeline.seekingNs !== null) return ['SEEKING'.padEnd(PACE_WIDTH), 'warn'];
  if (ended) return ['ENDED'.padEnd(PACE_WIDTH), 'warn'];
  if (paused) return [`${pause} PAUSED`.padEnd(PACE_WIDTH), 'warn'];
  const lags = isSlow(scene);
  return [`${speedWords(scene, times, lags)} `.padEnd(PACE_WIDTH), lags ? 'warn' : 'heading'];
}

/** Below this part of the speed that was set, it is noticeable. */
const SLOW = 0.9;

function isSlow({speed, realSpeed}: Scene): boolean {
  return speed !== 'max' && realSpeed != null && realSpeed < SLOW * speed;
}

function speedWords({speed, realSpeed, timeline}: Scene, times: string, lags: boolean): string {
  const asked = speed === 'max' ? 'max' : `${times}${Number(speed.toPrecision(3))}`;
  if (speed === 'max' && timeline.isLive) return 'live';
  if (realSpeed == null || (speed !== 'max' && !lags)) return asked;
  const real = `${times}${short(realSpeed)}`;
  return speed === 'max' ? `${asked} ${real}` : `${real}, asked ${asked}`;
}

/** One digit; two from 10 on, where they change less often. */
function short(speed: number): number {
  return Number(speed.toPrecision(speed >= 10 ? 2 : 1));
}

/** With the digits that change slowly enough to be read. */
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
