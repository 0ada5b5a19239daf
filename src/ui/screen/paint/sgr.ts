import {BOLD, type Color, DEFAULT_COLOR, FAINT, INVERSE, ITALIC, type Style, TRUE_COLOR, UNDERLINE} from './styles.ts';

/** A piece of a row in one style. */
export type SgrPiece = {text: string; style: Style};

const NOTHING: Style = {fg: DEFAULT_COLOR, bg: DEFAULT_COLOR, attributes: 0};

// Sample input: `\x1b[38;5;9m⣿\x1b[39m 12`. An SGR sequence is parsed; any other escape sequence is dropped.
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\x1b\[([\d;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?/;

/** Cuts a row of text with SGR sequences into pieces. Each row begins in the default style. */
export function* sgrPieces(row: string): Generator<SgrPiece> {
  // With a group in it, split gives text, parameters (undefined for another sequence), text, parameters…
  const parts: (string | undefined)[] = row.split(SEQUENCE);
  let style = NOTHING;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (i % 2 === 1) style = part === undefined ? style : changed(style, part);
    else if (part) yield {text: part, style};
  }
}

const ON: {readonly [code: number]: number} = {1: BOLD, 2: FAINT, 3: ITALIC, 4: UNDERLINE, 7: INVERSE};
const OFF: {readonly [code: number]: number} = {22: BOLD | FAINT, 23: ITALIC, 24: UNDERLINE, 27: INVERSE};

function changed(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let {fg, bg, attributes} = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) [fg, bg, attributes] = [DEFAULT_COLOR, DEFAULT_COLOR, 0];
    else if (code in ON) attributes |= ON[code];
    else if (code in OFF) attributes &= ~OFF[code];
    else if (code === 39) fg = DEFAULT_COLOR;
    else if (code === 49) bg = DEFAULT_COLOR;
    else if (code === 38 || code === 48) {
      const [color, used] = extended(codes, i + 1);
      if (code === 38) fg = color;
      else bg = color;
      i += used;
    } else if (isColor(code, 30)) fg = paletteOf(code - 30);
    else if (isColor(code, 40)) bg = paletteOf(code - 40);
  }
  return {fg, bg, attributes};
}

/** `5;n` or `2;r;g;b`, and how many parameters that took. */
function extended(codes: readonly number[], at: number): [color: Color, used: number] {
  if (codes[at] === 5) return [Math.min(codes[at + 1] ?? 0, 255), 2];
  if (codes[at] !== 2) return [DEFAULT_COLOR, 1];
  const [r = 0, g = 0, b = 0] = codes.slice(at + 1, at + 4).map(part => Math.min(part, 255));
  return [TRUE_COLOR + (r << 16) + (g << 8) + b, 4];
}

function isColor(code: number, base: number): boolean {
  return (code >= base && code < base + 8) || (code >= base + 60 && code < base + 68);
}

function paletteOf(offset: number): Color {
  return offset < 8 ? offset : offset - 60 + 8;
}
