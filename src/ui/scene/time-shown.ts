import type {Ns} from '../../protocol/words.ts';
import type {Scene} from './scene.ts';

/** Whether the source has an end, and no present. */
export function isRecording({timeline}: Pick<Scene, 'timeline'>): boolean {
  return timeline.endNs !== undefined;
}

/** How far the time shown is behind the present; 0 in the present, and in a recording, which has no present. */
export function behindNs(scene: Pick<Scene, 'timeline' | 'frame'>): Ns {
  return isRecording(scene) ? 0 : Math.max(scene.timeline.farthestNs - scene.frame.tNs, 0);
}

/** The time that is being sought, else the time shown: keys continue from it, even before a seek has arrived. */
export function hereNs({timeline, frame}: Pick<Scene, 'timeline' | 'frame'>): Ns {
  const {seekingNs, endNs, farthestNs} = timeline;
  if (seekingNs === null) return frame.tNs;
  return Number.isFinite(seekingNs) ? seekingNs : (endNs ?? farthestNs);
}
