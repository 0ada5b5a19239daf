import type {Scene} from '../scene/scene.ts';
import {changed, type Reduced, withNotice} from './result.ts';

/** Starts a recording, or ends the running one. */
export function record(scene: Scene): Reduced {
  const {recorder} = scene;
  if (!recorder && scene.header.briefing) return withNotice(scene, 'a drill is always recorded as a whole');
  if (!recorder) return withNotice(scene, 'recording is not possible here');
  if (recorder.state === 'off') return changed(scene, {message: null}, {effect: 'record'});
  const ended =
    recorder.state === 'on' ? `recording saved in ${recorder.file}` : 'recording stopped: no sample had come yet';
  return changed(scene, {message: ended}, {effect: 'record'});
}
