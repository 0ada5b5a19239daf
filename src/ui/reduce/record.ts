import type {Scene} from '../scene/scene.ts';
import {changed, type Reduced, withNotice} from './result.ts';

/** Begins a recording, or ends the one that is written. */
export function record(scene: Scene): Reduced {
  const {recorder} = scene;
  if (!recorder && scene.header.briefing) return withNotice(scene, 'a drill is recorded from its beginning to its end');
  if (!recorder) return withNotice(scene, 'nothing can be recorded here');
  if (recorder.state === 'off') return changed(scene, {message: null}, {effect: 'record'});
  const ended = recorder.state === 'on' ? `recorded into ${recorder.file}` : 'nothing was recorded yet';
  return changed(scene, {message: ended}, {effect: 'record'});
}
