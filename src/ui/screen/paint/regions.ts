import type {Tracked} from '../context.ts';
import {aside} from '../terminal/bytes.ts';
import {toAscii} from './ascii.ts';
import {type Placed, place} from './box-layout.ts';
import {type Cells, canvasOn, clearCells} from './cells.ts';
import {createPainter} from './painter.ts';
import type {Theme} from './theme.ts';

/** The boxes of Ink's tree that are drawn by us. */
export type Regions = {
  /** One more; returns how to have one less. */
  track(box: Tracked): () => void;
  /** Ink may have moved them. */
  moved(): void;
  /** Nothing is known of what the terminal shows, which has this size now. */
  forget(width: number, height: number): void;
  /** Draws them all, and returns what is to be written before and behind what Ink has written in the same turn. */
  draw(overwritten: boolean): {before: string; after: string};
  /** What was drawn last. */
  readonly cells: Cells;
};

/** `failed` is told what a `draw` has thrown. */
export function openRegions(
  {columns: width, rows: height}: {columns: number; rows: number},
  {theme, ascii}: {theme: Theme; ascii?: boolean},
  failed: (error: Error) => void,
): Regions {
  const tracked = new Set<Tracked>();
  const painter = createPainter(width, height);
  let placed: Placed<Tracked>[] = [];
  let stale = true;

  /** Looks where the boxes are now. */
  function settle(): string {
    const {width, height} = painter.cells;
    placed = place(tracked, {x: 0, y: 0, width, height});
    stale = false;
    return painter.setAreas(placed.map(({box, visible}) => ({rect: visible, ours: box.draw !== undefined})));
  }

  function drawAll(): void {
    for (const {box, rect, visible} of placed) {
      // One that is gone stays as it was until Ink has drawn what comes in its place.
      if (!box.draw || !tracked.has(box)) continue;
      clearCells(painter.cells, visible);
      try {
        box.draw(canvasOn(painter.cells, rect, theme, visible));
      } catch (error) {
        failed(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  return {
    track(box) {
      tracked.add(box);
      return () => tracked.delete(box);
    },
    moved() {
      stale = true;
    },
    forget(width, height) {
      painter.resize(width, height);
      placed = [];
      stale = true;
    },
    draw(overwritten) {
      const freed = stale ? settle() : '';
      drawAll();
      if (ascii) toAscii(painter.cells);
      return {before: aside(freed), after: aside(painter.paint(overwritten))};
    },
    get cells() {
      return painter.cells;
    },
  };
}
