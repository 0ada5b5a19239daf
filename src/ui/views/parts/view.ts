import type {Scene} from '../../scene/scene.ts';
import type {Canvas} from '../../screen/paint/canvas.ts';

/** Draws a part of the screen on a canvas of its size. */
export type DrawView = (canvas: Canvas, scene: Scene) => void;
