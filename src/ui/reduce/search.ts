import type {LogEntry} from '../../model/view/view.ts';
import type {Scene} from '../scene/scene.ts';
import {entryMatcher, lastShown} from '../views/log.ts';
import {changed, type Reduced, withNotice} from './result.ts';

export function openSearch(scene: Scene): Reduced {
  const {search: before, scroll} = scene.ui;
  return changed(scene, {search: '', popup: {kind: 'search', before: {search: before, scroll}}});
}

/** The log goes to the latest match up to where the search began, else to the first one after that. */
export function search(text: string, scene: Scene): Reduced {
  const {popup, scroll} = scene.ui;
  const from = popup?.kind === 'search' ? popup.before.scroll : scroll;
  const ui = {...scene.ui, search: text, scroll: from};
  const matches = entryMatcher(text);
  const last = lastShown({...scene, ui});
  const found = scene.log.findLast((entry, at) => at <= last && matches(entry)) ?? scene.log.find(matches);
  return changed({...scene, ui}, found ? {scroll: {...from, log: entryAt(scene, found)}} : {});
}

/** The next match after the last entry shown, or the previous one. */
export function nextFound(by: number, scene: Scene): Reduced {
  const {log, ui} = scene;
  if (ui.search === '') return withNotice(scene, 'no search in the log yet; / starts one');
  const matches = entryMatcher(ui.search);
  const last = lastShown(scene);
  const found =
    by > 0
      ? log.find((entry, at) => at > last && matches(entry))
      : log.findLast((entry, at) => at < last && matches(entry));
  if (!found) return withNotice(scene, `no match for ${ui.search} ${by > 0 ? 'after' : 'before'} this entry`);
  return changed(scene, {scroll: {...ui.scroll, log: entryAt(scene, found)}});
}

/** `null` for the latest entry: then the log follows new ones. */
function entryAt({log}: Scene, entry: LogEntry): LogEntry | null {
  return entry === log.at(-1) ? null : entry;
}
