import type {Ns} from '../../protocol/words.ts';
import type {Scene} from './scene.ts';

/** It has an end, and no present. */
export function isRecording({timeline}: Pick<Scene, 'timeline'>): boolean {
  return timeline.endNs !== undefined;
}

/** How far what is shown is behind the present; 0 in the present, and in a recording, which has none. */
export function behindNs(scene: Pick<Scene, 'timeline' | 'frame'>): Ns {
  return isRecording(scene) ? 0 : Math.max(scene.timeline.farthestNs - scene.frame.tNs, 0);
}

/** Where what is shown is going, or stands: from there keys go on, however many come before it has arrived. */
export function hereNs({timeline, frame}: Pick<Scene, 'timeline' | 'frame'>): Ns {
  const {seekingNs, endNs, farthestNs} = timeline;
  if (seekingNs === null) return frame.tNs;
  return Number.isFinite(seekingNs) ? seekingNs : (endNs ?? farthestNs);
}
