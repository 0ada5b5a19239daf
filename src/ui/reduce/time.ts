import {NS_PER_S, type Ns} from '../../protocol/words.ts';
import type {Scene} from '../scene.ts';
import {changed, type Result, said} from './result.ts';

export function pause(scene: Scene): Result {
  if (scene.ended) return said(scene, 'it has ended: nothing more will come');
  return changed(scene, {}, {effect: scene.paused ? 'resume' : 'pause'});
}

/** Whoever steps wants it to stand still. */
export function step(by: number, scene: Scene): Result {
  if (scene.ended && by > 0) return said(scene, 'it has ended: nothing more will come');
  const effect = {effect: 'step', by} as const;
  return scene.paused ? changed(scene, {}, effect) : changed(scene, {}, {effect: 'pause'}, effect);
}

const SLOWEST = 0.0001;
/** What is beyond goes as fast as it goes. */
const FASTEST = 1000;

/** Twice as fast or half as fast. */
export function speed(by: number, scene: Scene): Result {
  if (scene.speed === 'max') return by > 0 ? said(scene, 'it goes as fast as it can') : setSpeed(scene, FASTEST);
  const next = scene.speed * 2 ** by;
  if (next < SLOWEST) return said(scene, 'it can not go slower');
  return setSpeed(scene, next > FASTEST ? 'max' : next);
}

export function realTime(scene: Scene): Result {
  return setSpeed(scene, 1);
}

function setSpeed(scene: Scene, next: number | 'max'): Result {
  return changed(scene, {}, {effect: 'speed', speed: next});
}

export function seek(bySeconds: number, scene: Scene): Result {
  return to(Math.max(scene.frame.tNs + bySeconds * NS_PER_S, 0), scene);
}

/** To where a marker was set or an alert was raised. */
export function jump(by: number, scene: Scene): Result {
  const now = scene.frame.tNs;
  const times = scene.log
    .filter(entry => entry.kind === 'raised' || (entry.kind === 'fact' && entry.fact.kind === 'marker_added'))
    .map(({t}) => t);
  const found = by < 0 ? times.findLast(t => t < now) : times.find(t => t > now);
  return found === undefined
    ? said(scene, `no marker or alert ${by < 0 ? 'before' : 'is known after'} this`)
    : to(found, scene);
}

export function end(scene: Scene): Result {
  return to(Infinity, scene);
}

function to(toNs: Ns, scene: Scene): Result {
  return changed(scene, {}, {effect: 'seek', toNs});
}
