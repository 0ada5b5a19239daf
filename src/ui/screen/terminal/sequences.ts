// The control sequences that the screen uses, and how those in Ink's output are changed.

/** Around a synchronized write: the terminal shows all of it at once. */
export const BEGIN = '\x1b[?2026h';
export const END = '\x1b[?2026l';
export const CLEAR = '\x1b[m\x1b[H\x1b[2J';

const SAVE = '\x1b7\x1b[m';
const RESTORE = '\x1b8';
const ALTERNATE_ON = '\x1b[?1049h';
const ALTERNATE_OFF = '\x1b[?1049l';
// Presses and the wheel, with coordinates of any size. They are switched together with the alternate screen, also where Ink switches it.
const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l';
// A paste comes between two marks (input.ts).
const PASTES_ON = '\x1b[?2004h';
const PASTES_OFF = '\x1b[?2004l';
/**
 * Undoes all of them, whatever was on, also in the middle of a sequence; for `printf` of a shell. A mode that was not on is switched off
 * without effect.
 */
export const RESTORING = String.raw`\033\\\033[?2026l\033[?2004l\033[?1006l\033[?1000l\033[m\033[?25h\033[?1049l`;
// Sample input: `\x1b[?25l`, the cursor hidden.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const MODES = /\x1b\[\?(?!2026)\d+[hl]/g;

/** Bytes between saving and restoring the cursor, from which Ink continues. */
export function keepingCursor(bytes: string): string {
  return bytes === '' ? '' : SAVE + bytes + RESTORE;
}

/** Whether Ink enters the alternate screen in these bytes, for the first time or again. */
export function enters(written: string): boolean {
  return written.includes(ALTERNATE_ON);
}

/** Whether Ink is on the alternate screen after these bytes. */
export function isEntered(written: string, before: boolean): boolean {
  const [on, off] = [written.lastIndexOf(ALTERNATE_ON), written.lastIndexOf(ALTERNATE_OFF)];
  return on === off ? before : on > off;
}

/** The modes that Ink has switched: they must not be lost with its discarded output. */
export function modesIn(written: string): string {
  return written.match(MODES)?.join('') ?? '';
}

/** Ink's bytes without its marks around a frame, with the modes of pastes and the mouse, and without colours if there are to be none. */
export function adaptInk(written: string, {mouse, colored}: {mouse: boolean; colored: boolean}): string {
  const frame = written
    .replaceAll(BEGIN, '')
    .replaceAll(END, '')
    .replaceAll(ALTERNATE_ON, ALTERNATE_ON + PASTES_ON + (mouse ? MOUSE_ON : '') + CLEAR)
    .replaceAll(ALTERNATE_OFF, PASTES_OFF + (mouse ? MOUSE_OFF : '') + ALTERNATE_OFF);
  return colored ? frame : withoutColors(frame);
}

/** Sample input: `\x1b[31m` and `\x1b[1;38;5;4m`. Ink ignores NO_COLOR. */
function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/\x1b\[([\d;]+)m/g, (_, codes: string) => {
    const kept = codes.replace(/[34]8;(?:5;\d+|2;\d+;\d+;\d+)/g, '').match(/(?<!\d)(?:\d|2[1-9])(?!\d)/g);
    return kept ? `\x1b[${kept.join(';')}m` : '';
  });
}
