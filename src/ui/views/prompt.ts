import {patternOf, shownLines} from '../rows.ts';
import type {Scene} from '../scene.ts';
import type {Popup} from '../state.ts';
import type {Sheet} from './sheet.ts';
import type {Piece} from './table.ts';

const WIDTH = 52;

/** The filter as it is typed; the lines behind it change with every key. */
export function filterSheet(_: unknown, scene: Scene): Sheet {
  const {text, inverted} = scene.ui.filter;
  const matching = shownLines(scene).length;
  const literal = text !== '' && patternOf(text) === null;
  const note = literal
    ? 'no regular expression: looked for as it stands'
    : `${matching} of ${scene.frame.lines.length} lines`;
  const title = inverted ? 'show what does not match' : 'show what matches';
  return {
    title,
    hint: 'Enter keeps it; Esc as before; ! first inverts',
    rows: [input(text), [[note, literal ? 'warn' : 'dim']]],
    low: true,
    width: WIDTH,
  };
}

/** What is to stand beside the moment. */
export function markerSheet({text}: Extract<Popup, {kind: 'marker'}>): Sheet {
  return {title: 'mark this moment', hint: 'Enter sets it; Esc back', rows: [input(text)], low: true, width: WIDTH};
}

/** The end of a long text is seen, for that is where one types. */
function input(text: string): Piece[] {
  return [
    [[...text].slice(-(WIDTH - 1)).join(''), 'strong'],
    ['_', 'accent'],
  ];
}
