import {seconds} from '../../model/words/numbers.ts';
import type {Scene} from '../scene/scene.ts';
import {changed, type Reduced, withNotice} from './result.ts';

/** Shows the recording, from shortly before the moment of the debrief. The log is another one, so its scrolling is reset. */
export function drillAgain(scene: Scene): Reduced {
  const debrief = scene.drill?.debrief;
  if (debrief?.state !== 'ready') return withNotice(scene, 'the debrief is not ready yet');
  const {tNs, text} = debrief.moment;
  const message = `space plays, 8 goes back to the debrief; at ${seconds(tNs)}: ${text}`;
  return changed(scene, {popup: null, message, scroll: {...scene.ui.scroll, log: null}}, {effect: 'again'});
}
