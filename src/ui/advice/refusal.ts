import type {Action, KeyRow} from '../keys/keymap.ts';
import type {Scene} from '../scene/scene.ts';

/** Why a key does nothing here, one sentence; `null`: it works. */
export function refusal({action, needs}: Pick<KeyRow, 'action' | 'needs'>, scene: Scene): string | null {
  if (needs === 'send' && !scene.canSend) return `not possible: this source (${scene.header.source}) takes no commands`;
  if (isDrillRunning(scene)) return refusedToTrainee(action, scene);
  return needs === 'send' && scene.header.briefing ? 'not possible: the drill is over' : null;
}

/** Whether there is a drill that is not over yet. */
export function isDrillRunning({header, ended, drill}: Pick<Scene, 'header' | 'ended' | 'drill'>): boolean {
  return header.briefing !== undefined && !ended && !drill?.debrief;
}

const NO_INJECTS = 'not possible in a drill: you can not inject faults';
const NO_WAY_BACK = 'in a drill time only goes forward; after its end you can replay all of it';

/** Looking back, or slow motion, would stop the clock of a drill without the cost of a freeze. */
function refusedToTrainee(action: Action, {speed}: Scene): string | null {
  switch (action.action) {
    case 'open':
      return action.popup === 'injects' ? NO_INJECTS : action.popup === 'goto' ? NO_WAY_BACK : null;
    case 'offer':
      return action.menu === 'injects' ? NO_INJECTS : null;
    case 'step':
    case 'event':
    case 'seek':
    case 'jump':
    case 'tenths':
    case 'end':
      return NO_WAY_BACK;
    case 'speed':
      return action.by < 0 && speed !== 'max' && speed <= 1 ? 'a drill can not run slower than real time' : null;
    default:
      return null;
  }
}
