import type {Canvas} from '../../../src/ui/screen/paint/canvas.ts';

/** A canvas of characters to look at: what was drawn, row by row, without colours. Nothing may be drawn outside. */
export function paper(width: number, height: number) {
  const grid = Array.from({length: height}, () => Array<string>(width).fill(' '));
  return {canvas: canvasOn(grid, 0, 0, width, height), text: () => grid.map(row => row.join('').trimEnd()).join('\n')};
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
export const bare = (row: string) => row.replace(/\x1b\[\d+m/g, '');

function canvasOn(grid: string[][], left: number, top: number, width: number, height: number): Canvas {
  const put = (x: number, y: number, chars: string[]) => {
    if (y < 0 || y >= height) return;
    for (const [at, char] of chars.entries()) if (x + at < width) grid[top + y][left + x + at] = char;
  };
  return {
    width,
    height,
    text(x, y, text, _mark, limit = width) {
      const room = Math.min(limit, width - x);
      const chars = [...text];
      const cut = chars.length > room ? [...chars.slice(0, Math.max(0, room - 1)), '…'] : chars;
      if (room > 0) put(x, y, cut);
      return x + Math.max(0, Math.min(room, chars.length));
    },
    select() {},
    part: (x, y, w, h) => canvasOn(grid, left + x, top + y, Math.min(w, width - x), Math.min(h, height - y)),
    ansi(x, y, rows) {
      rows.forEach((row, at) => {
        put(x, y + at, [...bare(row)]);
      });
    },
  };
}
