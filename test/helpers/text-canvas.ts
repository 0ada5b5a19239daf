import type {Canvas, Tone} from '../../src/ui/screen/paint/canvas.ts';

export type TextCanvas = Canvas & {
  /** The rows as text, without blanks at their ends. */
  rows(): string[];
  /** Where a text stands, and the mark of its first character. */
  markOf(text: string): Tone | null;
  /** The rows that are shown as selected. */
  selected(): string[];
};

/** A canvas that keeps what was drawn on it. Every character takes one cell. */
export function textCanvas(width: number, height: number): TextCanvas {
  const cells = Array.from({length: height}, () => Array<string>(width).fill(' '));
  const marks = Array.from({length: height}, () => Array<Tone>(width).fill('normal'));
  const chosen = new Set<number>();
  const row = (y: number) => cells[y].join('').trimEnd();
  return {
    ...canvasOn(cells, marks, chosen, {x: 0, y: 0, width, height}),
    rows: () => cells.map((_, y) => row(y)),
    markOf(text) {
      const y = cells.findIndex(each => each.join('').includes(text));
      return y < 0 ? null : marks[y][cells[y].join('').indexOf(text)];
    },
    selected: () => [...chosen].map(row),
  };
}

type Window = {x: number; y: number; width: number; height: number};

function canvasOn(cells: string[][], marks: Tone[][], chosen: Set<number>, window: Window): Canvas {
  const {width, height} = window;
  return {
    width,
    height,
    text(x, y, text, mark = 'normal', limit = width - x) {
      const room = Math.min(limit, width - x);
      const letters = [...text];
      const shown = letters.length > room ? [...letters.slice(0, Math.max(room - 1, 0)), '…'] : letters;
      if (room <= 0 || y < 0 || y >= height) return x;
      shown.forEach((letter, at) => {
        if (x + at < 0) return;
        cells[window.y + y][window.x + x + at] = letter;
        marks[window.y + y][window.x + x + at] = mark;
      });
      return x + shown.length;
    },
    select(y) {
      if (y >= 0 && y < height) chosen.add(window.y + y);
    },
    part(x, y, partWidth, partHeight) {
      const part = {
        x: window.x + x,
        y: window.y + y,
        width: Math.max(Math.min(partWidth, width - x), 0),
        height: Math.max(Math.min(partHeight, height - y), 0),
      };
      return canvasOn(cells, marks, chosen, part);
    },
    ansi(x, y, rows) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
      for (const [at, each] of rows.entries()) this.text(x, y + at, each.replace(/\x1b\[[\d;]*m/g, ''));
    },
  };
}
