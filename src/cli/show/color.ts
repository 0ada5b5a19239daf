import type {Io, Printed} from '../program/io.ts';
import {hasColors} from './screen/terminfo.ts';

/** A colour only repeats the meaning of the word that has it. */
export type TextStyle = 'bad' | 'warn' | 'good' | 'head' | 'dim';

export type Paint = (text: string, style: TextStyle | undefined) => string;

const SGR: {[style in TextStyle]: string} = {bad: '31;1', warn: '33', good: '32', head: '1', dim: '2'};

/** A painter with or without colours. A non-empty NO_COLOR has priority, then the option, then FORCE_COLOR and CLICOLOR_FORCE. */
export function painter(choice: 'auto' | 'always' | 'never', {env, isTTY}: Pick<Io, 'env' | 'isTTY'>): Paint {
  return wantsColor(choice, env, isTTY) ? colored : plain;
}

const plain: Paint = text => text;
const colored: Paint = (text, style) => (style === undefined ? text : `\x1b[${SGR[style]}m${text}\x1b[0m`);

/** Matches exactly the sequences that `painter` writes; for splitting. */
export const SGR_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
  /(\x1b\[(?:31;1|33|32|1|2|0)m)/;

/** Marks a text that was made with `paint`. */
export function paintedBy(paint: Paint, text: string): Printed {
  return paint === plain ? text : {painted: text};
}

/** Whether to use colours. */
export function wantsColor(choice: 'auto' | 'always' | 'never', env: Io['env'], isTTY: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (choice !== 'auto') return choice === 'always';
  for (const forced of [env.FORCE_COLOR, env.CLICOLOR_FORCE]) if (forced) return forced !== '0';
  return isTTY && hasColors(env);
}
