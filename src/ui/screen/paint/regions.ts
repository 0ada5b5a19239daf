import type {Tracked} from '../context.ts';
import {keepingCursor} from '../terminal/sequences.ts';
import {toAscii} from './ascii.ts';
import {type PlacedBox, placeBoxes} from './box-layout.ts';
import {type Cells, canvasOn, clearCells} from './cells.ts';
import {createPainter, type Painter} from './painter.ts';
import type {Theme} from './theme.ts';

/** The boxes of Ink's tree that we draw. */
export type Regions = {
  /** Adds a box; returns how to remove it. */
  track(box: Tracked): () => void;
  /** To be called when Ink may have moved them. */
  moved(): void;
  /** What the terminal shows is unknown; it has this size now. */
  forget(width: number, height: number): void;
  /** Draws them all; returns the bytes to write before and after those of Ink in the same turn. */
  draw(overwritten: boolean): {before: string; after: string};
  /** The cells that were drawn last. */
  readonly cells: Cells;
};

type RegionsState = {
  readonly boxes: Set<Tracked>;
  readonly painter: Painter;
  readonly theme: Theme;
  /** Only ASCII characters are painted. */
  readonly ascii: boolean;
  /** Where the boxes are, unless it is stale. */
  placed: readonly PlacedBox<Tracked>[];
  stale: boolean;
  /** Called with what a `draw` has thrown. */
  readonly failed: (error: Error) => void;
};

/** Regions on a terminal of this size. `failed` is called with what a `draw` has thrown. */
export function openRegions(
  {columns, rows}: {columns: number; rows: number},
  {theme, ascii = false}: {theme: Theme; ascii?: boolean},
  failed: (error: Error) => void,
): Regions {
  const boxes = new Set<Tracked>();
  const painter = createPainter(columns, rows);
  const regions: RegionsState = {boxes, painter, theme, ascii, placed: [], stale: true, failed};
  return {
    track(box) {
      boxes.add(box);
      return () => boxes.delete(box);
    },
    moved() {
      regions.stale = true;
    },
    forget(width, height) {
      painter.resize(width, height);
      Object.assign(regions, {placed: [], stale: true});
    },
    draw: overwritten => draw(regions, overwritten),
    get cells() {
      return painter.cells;
    },
  };
}

function draw(regions: RegionsState, overwritten: boolean): {before: string; after: string} {
  const {painter, ascii} = regions;
  const freed = regions.stale ? settle(regions) : '';
  drawAll(regions);
  if (ascii) toAscii(painter.cells);
  return {before: keepingCursor(freed), after: keepingCursor(painter.paint(overwritten))};
}

/** Looks where the boxes are now; returns what blanks the cells that are no longer ours. */
function settle(regions: RegionsState): string {
  const {boxes, painter} = regions;
  const {width, height} = painter.cells;
  regions.placed = placeBoxes(boxes, {x: 0, y: 0, width, height});
  regions.stale = false;
  return painter.setAreas(regions.placed.map(({box, visible}) => ({rect: visible, ours: box.draw !== undefined})));
}

function drawAll(regions: RegionsState): void {
  for (const {box, rect, visible} of regions.placed) {
    // A removed box stays as it was until Ink has drawn what comes in its place.
    if (!box.draw || !regions.boxes.has(box)) continue;
    clearCells(regions.painter.cells, visible);
    try {
      box.draw(canvasOn(regions.painter.cells, rect, regions.theme, visible));
    } catch (error) {
      regions.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
