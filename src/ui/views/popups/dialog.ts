import {paragraph} from '../../../model/words/paragraph.ts';
import type {Scene} from '../../scene/scene.ts';
import type {Popup} from '../../scene/ui-state.ts';
import type {Cell} from '../parts/table.ts';
import type {Sheet} from './sheet.ts';

/** Asks before a command that harms something, and lists its victims. */
export function dialogSheet({title, victims}: Extract<Popup, {kind: 'dialog'}>, {width}: Scene): Sheet {
  const rows = victims.flatMap((sentence): Cell[] => {
    const tone = /^(also|may) /.test(sentence) ? 'bad' : 'normal';
    return paragraph(sentence, Math.min(width - 10, 66)).map(row => [[` ${row} `, tone]]);
  });
  const question: Cell = [
    [' y', 'accent'],
    [' do it    ', 'normal'],
    ['Esc', 'accent'],
    [' cancel ', 'normal'],
  ];
  return {title, hint: 'Enter does nothing here', rows: ['', ...rows, '', question, '']};
}
