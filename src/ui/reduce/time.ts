import {moment} from '../../model/words/numbers.ts';
import {parseTime} from '../../protocol/time.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {isDrillRunning} from '../advice/refusal.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import {hereNs, isRecording} from '../scene/time-shown.ts';
import type {Effect} from '../scene/ui-state.ts';
import {changed, type Reduced, withNotice} from './result.ts';

/** The brief of a drill closes when its clock starts. */
export function pause(scene: Scene): Reduced {
  if (scene.ended) return withNotice(scene, 'this is the end: nothing more will come');
  if (isDrillRunning(scene) && !scene.paused) return changed(scene, {}, FREEZE, {effect: 'pause'});
  const {popup} = scene.ui;
  const read = popup?.kind === 'drill' ? null : popup;
  return changed(scene, {popup: read}, {effect: scene.paused ? 'resume' : 'pause'});
}

/** The clock of a drill stops meanwhile, as in any other freeze. */
export function suspend(scene: Scene): Reduced {
  return isDrillRunning(scene) && !scene.paused
    ? changed(scene, {}, FREEZE, {effect: 'suspend'})
    : changed(scene, {}, {effect: 'suspend'});
}

const FREEZE = {effect: 'send', command: {command: 'freeze'}} as const;

/** Below real time, where samples are far apart, a step is an event. */
export function step(by: 1 | -1, scene: Scene): Reduced {
  return scene.speed !== 'max' && scene.speed < 1 ? stepEvent(by, scene) : stepBy({effect: 'step', by}, scene);
}

/** To the next hardware-level event of the selected line, or the previous one. */
export function stepEvent(by: 1 | -1, scene: Scene): Reduced {
  const {line} = selection(scene);
  if (!line) return withNotice(scene, 'there is no line, so there are no events to step through');
  const steps = scene.steps(line.irq);
  if ('missing' in steps) return withNotice(scene, `${steps.missing}; from ×1 on . goes by samples`);
  return stepBy({effect: 'event', line: line.irq, by}, scene);
}

/** Stepping pauses. */
function stepBy(effect: Effect & {by: 1 | -1}, scene: Scene): Reduced {
  const refusal = effect.by > 0 ? atEnd(scene) : atBeginning(scene);
  if (refusal !== null) return withNotice(scene, refusal);
  return scene.paused ? changed(scene, {}, effect) : changed(scene, {}, {effect: 'pause'}, effect);
}

const SLOWEST = 0.0001;
/** The next doubling is `max`. */
const FASTEST = 1000;

/** Twice as fast or half as fast. */
export function changeSpeed(by: number, scene: Scene): Reduced {
  if (scene.speed === 'max') return fromMax(by, scene);
  const next = scene.speed * 2 ** by;
  if (next < SLOWEST) return withNotice(scene, 'this is the slowest speed');
  return setSpeed(scene, next > FASTEST ? 'max' : next);
}

/** Halving the speed of a live source begins below real time. */
function fromMax(by: number, scene: Scene): Reduced {
  if (scene.timeline.isLive)
    return by > 0 ? withNotice(scene, 'a live source sets the speed itself') : setSpeed(scene, 1 / 2);
  return by > 0 ? withNotice(scene, 'this is the highest speed') : setSpeed(scene, FASTEST);
}

export function realTime(scene: Scene): Reduced {
  return setSpeed(scene, scene.timeline.isLive ? 'max' : 1);
}

function setSpeed(scene: Scene, next: number | 'max'): Reduced {
  return changed(scene, {}, {effect: 'speed', speed: next});
}

export function seek(bySeconds: number, scene: Scene): Reduced {
  return shift(bySeconds * NS_PER_S, scene);
}

function shift(byNs: Ns, scene: Scene): Reduced {
  const refusal = byNs > 0 ? (atEnd(scene) ?? atPresent(scene)) : atBeginning(scene);
  return refusal === null ? to(Math.max(hereNs(scene) + byNs, 0), scene) : withNotice(scene, refusal);
}

/** To the next time at which a marker was set or an alert raised, or the previous one. */
export function jump(by: 1 | -1, scene: Scene): Reduced {
  return changed(scene, {}, {effect: 'find', by});
}

export function end(scene: Scene): Reduced {
  const refusal = atEnd(scene) ?? atPresent(scene);
  return refusal === null ? to(Infinity, scene) : withNotice(scene, refusal);
}

/** Goes to what was typed after `b`: a time, or with a sign in front a distance from here. */
export function goTo(text: string, scene: Scene): Reduced {
  const [, sign, time] = /^\s*([+-]?)(.*)$/.exec(text)!;
  if (time.trim() === '') return changed(scene, {popup: null});
  const ns = parseTime(time);
  if (ns === null) return withNotice(scene, `not a time: ${time.trim()}; write 95, 1m30s or 500ms, or -5 for 5 s back`);
  const closed = {...scene, ui: {...scene.ui, popup: null}};
  if (sign !== '') return shift(sign === '-' ? -ns : ns, closed);
  return ns < scene.timeline.reachNs ? withNotice(closed, tooEarly(closed)) : to(ns, closed);
}

/** Asks for the digit, if the length is known. */
export function openTenths(scene: Scene): Reduced {
  if (scene.timeline.endNs === null)
    return withNotice(scene, 'the length is unknown until the recording was read to its end; Z goes there');
  return changed(scene, {popup: {kind: 'tenth'}});
}

/** To a tenth of the recording, or of the time so far. */
export function tenth(digit: number, scene: Scene): Reduced {
  const {startNs, farthestNs, reachNs, endNs} = scene.timeline;
  const toNs = startNs + (((endNs ?? farthestNs) - startNs) * digit) / 10;
  const closed = {...scene, ui: {...scene.ui, popup: null}};
  return toNs < reachNs ? withNotice(closed, tooEarly(closed)) : to(Math.round(toNs), closed);
}

export function loop(scene: Scene): Reduced {
  if (!isRecording(scene)) return withNotice(scene, 'only a recording can loop');
  return changed(
    scene,
    {message: scene.loops ? 'loop off: it stops at its end' : 'loop on: it starts again at its end'},
    {effect: 'loop'},
  );
}

function to(toNs: Ns, scene: Scene): Reduced {
  return changed(scene, {}, {effect: 'seek', toNs});
}

function atEnd({ended}: Scene): string | null {
  return ended ? 'this is the end: nothing more will come' : null;
}

function atPresent(scene: Scene): string | null {
  return isRecording(scene) || hereNs(scene) < scene.timeline.farthestNs
    ? null
    : 'this is the present: there is nothing later yet';
}

function atBeginning(scene: Scene): string | null {
  const {startNs, reachNs} = scene.timeline;
  if (hereNs(scene) > reachNs) return null;
  return reachNs <= startNs ? 'this is the beginning' : tooEarly(scene);
}

function tooEarly({timeline: {reachNs}, header}: Scene): string {
  const what =
    header.file !== undefined ? 'a pipe can not be read twice' : `this source (${header.source}) can not be rewound`;
  return `the time before ${moment(reachNs)} is no longer in memory, and ${what}`;
}
