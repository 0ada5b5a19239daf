/**
 * What a piece of text means; the theme gives it colour and weight. A view never names a colour, and never says by meaning alone what
 * it does not say in words or glyphs too.
 */
export type Tone =
  | 'normal'
  | 'dim'
  | 'strong'
  | 'heading'
  /** As it should be. */
  | 'good'
  /** Worth a look. */
  | 'warn'
  /** Somebody suffers. */
  | 'bad'
  /** Ours: keys, hints, the title. */
  | 'accent'
  /** An unknown value. */
  | 'unknown';

/** A rectangle of cells that a view draws on. Nothing outside of it is touched, whatever is asked for. */
export type Canvas = {
  /** Cells. */
  readonly width: number;
  readonly height: number;
  /**
   * Writes one line of text (sanitised before, wide characters count double) from cell (x, y), cut at the right edge or at `limit`
   * cells with `…`. Returns the x behind it.
   */
  text(x: number, y: number, text: string, mark?: Tone, limit?: number): number;
  /** Shows a row of cells as selected, over whatever stands there. */
  select(y: number, x?: number, width?: number): void;
  /** A canvas on a part of this one. */
  part(x: number, y: number, width: number, height: number): Canvas;
  /** Writes cells that carry their own colours, as a chart does: rows of text with SGR sequences, cut to the canvas. */
  ansi(x: number, y: number, rows: readonly string[]): void;
};
