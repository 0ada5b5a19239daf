import type {LogEntry} from '../../model/view/view.ts';
import type {Scene} from '../scene/scene.ts';
import {entryMatcher, lastShown} from '../views/log.ts';
import {changed, type Reduced, withNotice} from './result.ts';

export function openSearch(scene: Scene): Reduced {
  const {search: before, scroll} = scene.ui;
  return changed(scene, {search: '', popup: {kind: 'search', before: {search: before, scroll}}});
}

/** The log goes to the latest match up to where it was when the search began, else to the first one after. */
export function search(text: string, scene: Scene): Reduced {
  const {popup, scroll} = scene.ui;
  const from = popup?.kind === 'search' ? popup.before.scroll : scroll;
  const ui = {...scene.ui, search: text, scroll: from};
  const matches = entryMatcher(text);
  const last = lastShown({...scene, ui});
  const found = scene.log.findLast((entry, at) => at <= last && matches(entry)) ?? scene.log.find(matches);
  return changed({...scene, ui}, found ? {scroll: {...from, log: entryAt(scene, found)}} : {});
}

/** The next match after the lowest entry that is shown, or the one before. */
export function nextFound(by: number, scene: Scene): Reduced {
  const {log, ui} = scene;
  if (ui.search === '') return withNotice(scene, 'nothing is looked for in the log; / looks for something');
  const matches = entryMatcher(ui.search);
  const last = lastShown(scene);
  const found =
    by > 0
      ? log.find((entry, at) => at > last && matches(entry))
      : log.findLast((entry, at) => at < last && matches(entry));
  if (!found) return withNotice(scene, `nothing ${by > 0 ? 'after' : 'before'} this matches ${ui.search}`);
  return changed(scene, {scroll: {...ui.scroll, log: entryAt(scene, found)}});
}

/** The latest one is shown as the latest, whatever comes. */
function entryAt({log}: Scene, entry: LogEntry): LogEntry | null {
  return entry === log.at(-1) ? null : entry;
}
