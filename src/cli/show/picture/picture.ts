import {join} from 'node:path';
import {makeFolder, writeNew} from '../../../store/files.ts';
import {stamp, stateFolder} from '../../../store/state-folder.ts';
import type {Cells} from '../../../ui/screen/paint/cells.ts';
import type {Io} from '../../program/io.ts';
import {pictureAnsi, pictureText} from './picture-rows.ts';
import {pictureSvg} from './picture-svg.ts';

/** Plain text for a mail, text with colours for `cat`, SVG for a page. */
const FORMATS: readonly {extension: string; write(cells: Cells): string}[] = [
  {extension: 'txt', write: pictureText},
  {extension: 'ansi', write: pictureAnsi},
  {extension: 'svg', write: pictureSvg},
];

/** Saves the screen into the user's folder, one file for each format. Returns a message for the user. */
export function savePicture(cells: Cells, env: Io['env']): string {
  const folder = join(stateFolder(env), 'pictures');
  const stem = join(folder, stamp());
  try {
    makeFolder(folder);
    for (const {extension, write} of FORMATS) writeNew(`${stem}.${extension}`, write(cells));
  } catch (error) {
    return `the screen was not saved: ${(error as Error).message}`;
  }
  const {HOME} = env;
  const shown = HOME && stem.startsWith(`${HOME}/`) ? `~${stem.slice(HOME.length)}` : stem;
  return `saved: ${shown}.txt .ansi .svg`;
}
