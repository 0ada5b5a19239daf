import {shownLines} from '../../../model/frame/shown-lines.ts';
import {commandUsage, isCommandName} from '../../../model/words/command-line.ts';
import {moment} from '../../../model/words/numbers.ts';
import {paragraph} from '../../../model/words/paragraph.ts';
import {readPattern} from '../../../model/words/pattern.ts';
import {COMMANDS} from '../../../protocol/command/command.ts';
import {shownCompletions} from '../../reduce/completion.ts';
import type {Scene} from '../../scene/scene.ts';
import type {Popup} from '../../scene/ui-state.ts';
import {entryMatcher} from '../log.ts';
import type {Piece} from '../parts/table.ts';
import type {Sheet} from './sheet.ts';

const WIDTH = 52;

/** The filter as it is typed; the lines behind it change with every key. */
export function filterSheet(_: unknown, scene: Scene): Sheet {
  const {text, inverted} = scene.ui.filter;
  const matching = shownLines(scene, scene.ui).length;
  const notes = notesOf(text, `${matching} of ${scene.frame.lines.length} lines`);
  const title = inverted ? 'show lines that do not match' : 'show lines that match';
  return {
    title,
    hint: 'Enter keeps it; Esc restores; ! first inverts',
    rows: [input(text), ...notes],
    low: true,
    width: WIDTH,
  };
}

/** How many matches; and, where the text is not a pattern, why: then it is searched for literally. */
function notesOf(text: string, found: string, warns = false): Piece[][] {
  const refusal = text === '' ? undefined : readPattern(text).refusal;
  const why = refusal === undefined ? [] : paragraph(`used as plain text: ${refusal}`, WIDTH);
  return [[[found, warns ? 'warn' : 'dim']], ...why.map((line): Piece[] => [[line, 'warn']])];
}

/** The text of a marker. */
export function markerSheet({text}: Extract<Popup, {kind: 'marker'}>): Sheet {
  return {title: 'set a marker', hint: 'Enter sets it; Esc back', rows: [input(text)], low: true, width: WIDTH};
}

/** A time to go to. */
export function gotoSheet({text}: Extract<Popup, {kind: 'goto'}>, {timeline}: Scene): Sheet {
  const {reachNs, endNs, farthestNs} = timeline;
  const range = `from ${moment(reachNs, 3)} to ${endNs === null ? 'its end' : moment(endNs ?? farthestNs, 3)}`;
  const rows: Piece[][] = [input(text), [[`${range}; 95, 1m30s, -5 for 5 s back`, 'dim']]];
  return {title: 'go to a time', hint: 'Enter goes; Esc back', rows, low: true, width: WIDTH};
}

/** A digit: go to so many tenths of the length. */
export function tenthSheet(_: unknown, {timeline}: Scene): Sheet {
  const {startNs, endNs, farthestNs} = timeline;
  const range = `${moment(startNs, 3)} to ${moment(endNs ?? farthestNs, 3)}`;
  const rows: Piece[][] = [
    [
      ['0 to 9', 'accent'],
      [` tenths of ${range}`, 'normal'],
    ],
  ];
  return {title: 'go to a tenth', hint: 'Esc back', rows, low: true, width: WIDTH};
}

/** The text to search for in the log, which scrolls along. */
export function searchSheet(_: unknown, {ui, log}: Scene): Sheet {
  const matching = log.filter(entryMatcher(ui.search)).length;
  const found = ui.search === '' ? '' : `${matching} of ${log.length} entries`;
  const rows: Piece[][] = [input(ui.search), ...notesOf(ui.search, found, matching === 0)];
  return {title: 'search the log', hint: 'Enter keeps it; Esc restores; n N next', rows, low: true, width: WIDTH};
}

/** A command, with its usage, its meaning and the completions of its last word. */
export function commandSheet({text}: {text: string}, scene: Scene): Sheet {
  const [name] = text.trim().split(/\s+/);
  const usage = isCommandName(name) ? commandUsage(name) : 'COMMAND ARGUMENTS';
  const title = isCommandName(name) ? COMMANDS[name].title : 'a command for the machine';
  const words = shownCompletions(text, scene);
  const rows: Piece[][] = [
    input(text),
    [[usage, 'strong']],
    [[title, 'dim']],
    [[words.length > 0 ? words.join('  ') : ' ', 'accent']],
  ];
  return {
    title: 'write a command',
    hint: 'Tab completes; Enter sends it; Esc back',
    rows,
    low: true,
    width: scene.width - 6,
  };
}

/** The end of a long text is visible, where the cursor is. */
function input(text: string): Piece[] {
  return [
    [[...text].slice(-(WIDTH - 1)).join(''), 'strong'],
    ['_', 'accent'],
  ];
}
