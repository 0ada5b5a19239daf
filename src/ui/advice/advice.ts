import {clockTime} from '../../model/words/numbers.ts';
import {describe} from '../../model/words/sentences.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import {remedy} from './remedy.ts';
import {pressesTo} from './targets.ts';
import {listNames} from './trouble.ts';

/** A remedy for the worst trouble, one sentence with its keys in backticks; `null`: no trouble, or no remedy. */
export function advice(scene: Scene): string | null {
  // In a drill the trainee finds the remedy; hints cost points.
  if (scene.header.briefing) return trainee(scene);
  const found = remedy(scene);
  if (!found) return null;
  const {text, aim} = found;
  if (!scene.canSend) return `remedy: ${text.replaceAll(/`\w+` /g, '')}`;
  // Keys act on the selection: where that is something else, the keys that select the target come first.
  const presses = pressesTo(aim, scene);
  const name = aim.domain ?? aim.device ?? `line ${aim.line}`;
  return presses === 0 ? text : `${'`n` '.repeat(presses)}select ${name}, then ${text}`;
}

/** The last call, for a while; popup 8 keeps all of them. */
function trainee({drill, frame, log}: Scene): string {
  const call = log.findLast(entry => entry.kind === 'fact' && CALLS.includes(entry.fact.kind));
  if (call && frame.tNs - call.t < CALLED_NS) return `\`8\`: ${clockTime(call.t)} ${describe(call)}`;
  const done = drill?.ghost?.events.findLast(({tNs}) => tNs <= frame.tNs);
  const ghost = done ? `; ghost ${clockTime(done.tNs)} ${done.text}` : '';
  return `\`8\` shows the brief, the diagnosis and the hints${ghost}`;
}

const CALLS: readonly string[] = ['paged', 'said'];
const CALLED_NS = 15 * NS_PER_S;

/** How to break something, for a first-time user. */
export function invitation(scene: Scene): string | null {
  const {line, domain} = selection(scene);
  if (scene.header.briefing || !scene.canSend || scene.ended || !line || !domain) return null;
  const others = (line.domains ?? []).filter(name => name !== domain.name);
  const sharing = others.length > 0 ? `, which shares line ${line.irq} with ${listNames(others)}` : '';
  return `try it: \`!h\` hangs ${domain.name}${sharing}`;
}
