import type {DOMElement} from 'ink';
import {createContext} from 'react';
import type {Canvas} from './paint/canvas.ts';
import type {Cells} from './paint/cells.ts';

/** A box of Ink's that the screen tracks: with `draw` a region; without it a box whose content Ink draws, over the regions before it. */
export type Tracked = {node: DOMElement | null; draw?: (canvas: Canvas) => void};

/** The part of the screen that regions use. */
export type Tracker = {
  track(box: Tracked): () => void;
  refresh(): void;
  /** The cells as they are painted now. */
  readonly cells: Cells;
};

/** The screen that shows a tree. */
export const ScreenContext = createContext<Tracker | null>(null);
