/**
 * The meaning of a piece of text, to which the theme gives colour and weight. A view never names a colour, and never shows by tone alone
 * what words or glyphs do not show too.
 */
export type Tone =
  | 'normal'
  | 'dim'
  | 'strong'
  | 'heading'
  /** As it should be. */
  | 'good'
  /** Unusual. */
  | 'warn'
  /** Trouble. */
  | 'bad'
  /** Parts of the program: keys, hints, titles. */
  | 'accent'
  /** An unknown value. */
  | 'unknown';

/** A rectangle of cells that a view draws on. Nothing outside of it is ever changed. */
export type Canvas = {
  /** Cells. */
  readonly width: number;
  readonly height: number;
  /**
   * Writes one line of sanitised text from cell (x, y), cut with `…` at the right edge or at `limit` cells. Wide characters take two
   * cells. Returns the x after it.
   */
  text(x: number, y: number, text: string, tone?: Tone, limit?: number): number;
  /** Shows a row of cells as selected, with its text. */
  select(y: number, x?: number, width?: number): void;
  /** A canvas on a part of this one. */
  part(x: number, y: number, width: number, height: number): Canvas;
  /** Writes cells with colours of their own, as a chart has: rows of text with SGR sequences, cut to the canvas. */
  ansi(x: number, y: number, rows: readonly string[]): void;
};
