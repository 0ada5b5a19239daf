import {clockTime} from '../../model/words/numbers.ts';
import {describe} from '../../model/words/sentences.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import {remedy} from './remedy.ts';
import {pressesTo} from './targets.ts';
import {listNames} from './trouble.ts';

/** What could be done about the worst trouble, in one sentence with its keys in backticks; `null`: nothing is wrong, or no idea. */
export function advice(scene: Scene): string | null {
  // Who is trained finds out by himself; hints have their price.
  if (scene.header.briefing) return trainee(scene);
  const found = remedy(scene);
  if (!found) return null;
  const {text, aim} = found;
  if (!scene.canSend) return `what would help: ${text.replaceAll(/`\w+` /g, '')}`;
  // Keys go to what is selected: where that is something else, the way there comes first.
  const presses = pressesTo(aim, scene);
  const name = aim.domain ?? aim.device ?? `line ${aim.line}`;
  return presses === 0 ? text : `${'`n` '.repeat(presses)}select ${name}, then ${text}`;
}

/** Who called last is told for a while; view 8 keeps it. */
function trainee({drill, frame, log}: Scene): string {
  const call = log.findLast(entry => entry.kind === 'fact' && CALLS.includes(entry.fact.kind));
  if (call && frame.tNs - call.t < CALLED_NS) return `\`8\`: ${clockTime(call.t)} ${describe(call)}`;
  const done = drill?.ghost?.events.findLast(({tNs}) => tNs <= frame.tNs);
  const ghost = done ? `; ghost ${clockTime(done.tNs)} ${done.text}` : '';
  return `\`8\` shows the brief, the diagnosis and the hints${ghost}`;
}

const CALLS: readonly string[] = ['paged', 'said'];
const CALLED_NS = 15 * NS_PER_S;

/** How to break something, for who sees this for the first time. */
export function invitation(scene: Scene): string | null {
  const {line, domain} = selection(scene);
  if (scene.header.briefing || !scene.canSend || scene.ended || !line || !domain) return null;
  const others = (line.domains ?? []).filter(name => name !== domain.name);
  const sharing = others.length > 0 ? `, which shares line ${line.irq} with ${listNames(others)}` : '';
  return `try it: \`!h\` hangs ${domain.name}${sharing}`;
}
