import type {DOMElement} from 'ink';
import {createContext} from 'react';
import type {Canvas} from './paint/canvas.ts';
import type {Cells} from './paint/cells.ts';

/** A box of Ink's that the screen keeps track of: a region, which has something to draw, or a popup, which lies over regions. */
export type Tracked = {node: DOMElement | null; draw?: (canvas: Canvas) => void};

/** What regions and popups need of the screen. */
export type Tracker = {
  track(box: Tracked): () => void;
  refresh(): void;
  /** What is painted now. */
  readonly cells: Cells;
};

/** The screen that a tree is shown on. */
export const ScreenContext = createContext<Tracker | null>(null);
