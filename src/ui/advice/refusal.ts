import type {Action, KeyRow} from '../keys/keymap.ts';
import type {Scene} from '../scene/scene.ts';

/** Why a key does nothing here, one sentence; `null`: it does something. */
export function refusal({action, needs}: Pick<KeyRow, 'action' | 'needs'>, scene: Scene): string | null {
  if (needs === 'send' && !scene.canSend)
    return `nothing can be done here: this source (${scene.header.source}) takes no commands`;
  if (isDrillRunning(scene)) return refusedToTrainee(action, scene);
  return needs === 'send' && scene.header.briefing ? 'the drill is over: nothing can be done any more' : null;
}

/** A drill that is not over yet. */
export function isDrillRunning({header, ended, drill}: Pick<Scene, 'header' | 'ended' | 'drill'>): boolean {
  return header.briefing !== undefined && !ended && !drill?.debrief;
}

const NO_INJECTS = 'in a drill nobody breaks anything on purpose';
const NO_WAY_BACK = 'in a drill time only goes on; once it is over, all of it can be seen again';

/** Whoever could look back, or on in slow motion, would stop the clock without a freeze. */
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
      return action.by < 0 && speed !== 'max' && speed <= 1 ? 'a drill goes no slower than real time' : null;
    default:
      return null;
  }
}
