import {seconds} from '../../model/words/numbers.ts';
import type {Scene} from '../scene/scene.ts';
import {changed, type Reduced, withNotice} from './result.ts';

/** Goes to the recording, a little before the moment worth seeing again. What was scrolled to is of another log. */
export function drillAgain(scene: Scene): Reduced {
  const debrief = scene.drill?.debrief;
  if (debrief?.state !== 'told') return withNotice(scene, 'the debrief is not worked out yet');
  const {tNs, text} = debrief.moment;
  const message = `space plays, 8 goes back to the debrief; at ${seconds(tNs)}: ${text}`;
  return changed(scene, {popup: null, message, scroll: {...scene.ui.scroll, log: null}}, {effect: 'again'});
}
