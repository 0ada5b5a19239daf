import {completions as allCompletions, isCommandName, type Names} from '../../model/words/command-line.ts';
import {COMMANDS} from '../../protocol/command/command.ts';
import {isDrillRunning} from '../advice/refusal.ts';
import type {Scene} from '../scene/scene.ts';
import {changed, type Reduced} from './result.ts';

/** The names that a command can use here. */
export function namesShown({frame}: Pick<Scene, 'frame'>): Names {
  return {
    domain: frame.domains.map(({name}) => name),
    device: frame.devices.map(({name}) => name),
    line: frame.lines.filter(({counter}) => !counter).map(({irq}) => irq),
  };
}

/** Completions of the last word of a command; in a drill without the commands that break something. */
export function shownCompletions(text: string, scene: Scene): readonly string[] {
  const words = allCompletions(text, namesShown(scene));
  return isDrillRunning(scene) ? words.filter(word => !(isCommandName(word) && COMMANDS[word].inject)) : words;
}

/** Adds the common beginning of all completions; a complete word also gets a space. */
export function complete(scene: Scene): Reduced {
  const {popup} = scene.ui;
  if (popup?.kind !== 'command') return changed(scene, {});
  const words = shownCompletions(popup.text, scene);
  if (words.length === 0) return changed(scene, {});
  const begun = /\S*$/.exec(popup.text)![0];
  const common = words.reduce((one, other) => commonOf(one, other));
  const text = popup.text + common.slice(begun.length) + (words.length === 1 ? ' ' : '');
  return changed(scene, {popup: {...popup, text}});
}

function commonOf(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}
