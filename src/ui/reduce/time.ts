import {moment} from '../../model/words/numbers.ts';
import {parseTime} from '../../protocol/time.ts';
import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import {isDrillRunning} from '../advice/refusal.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import {hereNs, isRecording} from '../scene/time-shown.ts';
import type {Effect} from '../scene/ui-state.ts';
import {changed, type Reduced, withNotice} from './result.ts';

/** Whoever has read the brief of a drill wants to see the screen when its clock starts. */
export function pause(scene: Scene): Reduced {
  if (scene.ended) return withNotice(scene, 'it has ended: nothing more will come');
  if (isDrillRunning(scene) && !scene.paused) return changed(scene, {}, FREEZE, {effect: 'pause'});
  const {popup} = scene.ui;
  const read = popup?.kind === 'drill' ? null : popup;
  return changed(scene, {popup: read}, {effect: scene.paused ? 'resume' : 'pause'});
}

/** The clock of a drill stands meanwhile, as in any other freeze. */
export function suspend(scene: Scene): Reduced {
  return isDrillRunning(scene) && !scene.paused
    ? changed(scene, {}, FREEZE, {effect: 'suspend'})
    : changed(scene, {}, {effect: 'suspend'});
}

const FREEZE = {effect: 'send', command: {command: 'freeze'}} as const;

/** Slower than real time there are hours between samples: a step is an event there. */
export function step(by: 1 | -1, scene: Scene): Reduced {
  return scene.speed !== 'max' && scene.speed < 1 ? stepEvent(by, scene) : stepBy({effect: 'step', by}, scene);
}

/** To the next hardware-level event of the selected line, or the one before. */
export function stepEvent(by: 1 | -1, scene: Scene): Reduced {
  const {line} = selection(scene);
  if (!line) return withNotice(scene, 'there is no line whose events could be gone through');
  const steps = scene.steps(line.irq);
  if ('missing' in steps) return withNotice(scene, `${steps.missing}; from ×1 on . goes by samples`);
  return stepBy({effect: 'event', line: line.irq, by}, scene);
}

/** Whoever steps wants it to stand still. */
function stepBy(effect: Effect & {by: 1 | -1}, scene: Scene): Reduced {
  const refusal = effect.by > 0 ? atEnd(scene) : atBeginning(scene);
  if (refusal !== null) return withNotice(scene, refusal);
  return scene.paused ? changed(scene, {}, effect) : changed(scene, {}, {effect: 'pause'}, effect);
}

const SLOWEST = 0.0001;
/** What is beyond goes as fast as it goes. */
const FASTEST = 1000;

/** Twice as fast or half as fast. */
export function changeSpeed(by: number, scene: Scene): Reduced {
  if (scene.speed === 'max') return fromMax(by, scene);
  const next = scene.speed * 2 ** by;
  if (next < SLOWEST) return withNotice(scene, 'it can not go slower');
  return setSpeed(scene, next > FASTEST ? 'max' : next);
}

/** What is shown as it comes has a speed of its own. */
function fromMax(by: number, scene: Scene): Reduced {
  if (comes(scene)) return by > 0 ? withNotice(scene, 'it is shown as it comes') : setSpeed(scene, 1 / 2);
  return by > 0 ? withNotice(scene, 'it goes as fast as it can') : setSpeed(scene, FASTEST);
}

export function realTime(scene: Scene): Reduced {
  return setSpeed(scene, comes(scene) ? 'max' : 1);
}

/** Somebody else says when something happens. */
function comes({header}: Scene): boolean {
  return header.source === 'watch';
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

/** To where a marker was set or an alert was raised. */
export function jump(by: 1 | -1, scene: Scene): Reduced {
  return changed(scene, {}, {effect: 'find', by});
}

export function end(scene: Scene): Reduced {
  const refusal = atEnd(scene) ?? atPresent(scene);
  return refusal === null ? to(Infinity, scene) : withNotice(scene, refusal);
}

/** What was typed behind `b`: a time, or with a sign in front how far from here. */
export function goTo(text: string, scene: Scene): Reduced {
  const [, sign, time] = /^\s*([+-]?)(.*)$/.exec(text)!;
  if (time.trim() === '') return changed(scene, {popup: null});
  const ns = parseTime(time);
  if (ns === null) return withNotice(scene, `${time.trim()} is no time; write 95, 1m30s or 500ms, or -5 for 5 s back`);
  const closed = {...scene, ui: {...scene.ui, popup: null}};
  if (sign !== '') return shift(sign === '-' ? -ns : ns, closed);
  return ns < scene.timeline.reachNs ? withNotice(closed, tooEarly(closed)) : to(ns, closed);
}

/** Whether it is known what tenths would be of. */
export function openTenths(scene: Scene): Reduced {
  if (scene.timeline.endNs === null)
    return withNotice(scene, 'how long it is will be known when it was read to its end; Z goes there');
  return changed(scene, {popup: {kind: 'tenth'}});
}

/** Of the recording, or of what has been so far. */
export function tenth(digit: number, scene: Scene): Reduced {
  const {startNs, farthestNs, reachNs, endNs} = scene.timeline;
  const toNs = startNs + (((endNs ?? farthestNs) - startNs) * digit) / 10;
  const closed = {...scene, ui: {...scene.ui, popup: null}};
  return toNs < reachNs ? withNotice(closed, tooEarly(closed)) : to(Math.round(toNs), closed);
}

export function loop(scene: Scene): Reduced {
  if (!isRecording(scene)) return withNotice(scene, 'only a recording has an end from which it could begin anew');
  return changed(scene, {message: scene.loops ? 'it stops at its end' : 'at its end it begins anew'}, {effect: 'loop'});
}

function to(toNs: Ns, scene: Scene): Reduced {
  return changed(scene, {}, {effect: 'seek', toNs});
}

function atEnd({ended}: Scene): string | null {
  return ended ? 'it has ended: nothing more will come' : null;
}

function atPresent(scene: Scene): string | null {
  return isRecording(scene) || hereNs(scene) < scene.timeline.farthestNs
    ? null
    : 'this is the present: what comes next is not known yet';
}

function atBeginning(scene: Scene): string | null {
  const {startNs, reachNs} = scene.timeline;
  if (hereNs(scene) > reachNs) return null;
  return reachNs <= startNs ? 'this is the beginning' : tooEarly(scene);
}

function tooEarly({timeline: {reachNs}, header}: Scene): string {
  const what =
    header.source === 'replay'
      ? 'a pipe can not be read again'
      : `this source (${header.source}) can not be taken back`;
  return `what was before ${moment(reachNs)} is no longer in memory, and ${what}`;
}
