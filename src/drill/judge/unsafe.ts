import {COMMANDS, type Command} from '../../protocol/command/command.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Drill} from '../file/document.ts';

export type UnsafeAct = {t: Ns; command: string; say: string};

/** Acts that the drill calls unsafe: always, or because another command was not given before. */
export function unsafeActs({unsafe}: Drill, acts: readonly {t: Ns; command: Command}[]): UnsafeAct[] {
  const written = acts.map(({t, command}) => ({t, words: wordsOf(command)}));
  return written.flatMap(({t, words}, at) => {
    const rule = unsafe.find(
      ({do: order, before}) =>
        begins(words, order) &&
        (before === undefined || !written.slice(0, at).some(earlier => begins(earlier.words, before))),
    );
    return rule === undefined ? [] : [{t, command: words.join(' '), say: rule.say}];
  });
}

function begins(words: readonly string[], order: string): boolean {
  return order.split(' ').every((word, at) => words[at] === word);
}

/** A command as words, with durations in ns: enough to compare it with a rule. */
function wordsOf(command: Command): string[] {
  const values = command as unknown as {[key: string]: unknown};
  const args = COMMANDS[command.command].args.flatMap(({name}) =>
    values[name] === undefined ? [] : [String(values[name])],
  );
  return [command.command, ...args];
}
