import {Box, type BoxProps, type DOMElement} from 'ink';
import {type ReactNode, use, useLayoutEffect, useRef} from 'react';
import {ScreenContext, type Tracked} from './context.ts';
import type {Canvas} from './paint/canvas.ts';

export type RegionProps = BoxProps & {
  /** Draws all of it on a blank canvas. Called for every frame: it must be cheap and use no hooks. */
  draw: (canvas: Canvas) => void;
};

/** A box whose inside we paint, without Ink: for content that changes by itself. No content of Ink's may lie under it. */
export function Region({draw, ...props}: RegionProps): ReactNode {
  const screen = use(ScreenContext);
  if (!screen) throw new Error('a region stands outside of a screen: render the tree with screen.render()');
  const node = useRef<DOMElement>(null);
  const tracked = useRef<Tracked>({node: null});
  useLayoutEffect(() => {
    tracked.current.node = node.current;
    return screen.track(tracked.current);
  }, [screen]);
  // After every commit: the drawing may depend on what has just changed.
  useLayoutEffect(() => {
    tracked.current.draw = draw;
    screen.refresh();
  });
  return (
    <Box {...props}>
      <Box ref={node} flexGrow={1} alignSelf="stretch" />
    </Box>
  );
}
