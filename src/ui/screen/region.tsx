import {Box, type BoxProps, type DOMElement} from 'ink';
import {type PropsWithChildren, type ReactNode, type RefObject, use, useLayoutEffect, useRef} from 'react';
import {ScreenContext, type Tracked} from './context.ts';
import type {Canvas} from './paint/canvas.ts';

export type RegionProps = BoxProps & {
  /** Draws all of it on a blank canvas. Called for every frame, so it is no place for hooks, and cheap. */
  draw: (canvas: Canvas) => void;
};

/** A box whose inside we paint, without Ink: for what changes by itself. Nothing of Ink's may lie under it but a popup. */
export function Region({draw, ...props}: RegionProps): ReactNode {
  const node = useTracked(draw);
  return (
    <Box {...props}>
      <Box ref={node} flexGrow={1} alignSelf="stretch" />
    </Box>
  );
}

// No colour of Ink's, so it paints the background in none: with blanks, which hide what lies under them.
const OPAQUE = 'none';

/** A box of Ink's over everything before it, regions too; position it with `position="absolute"`. Regions inside of it are painted. */
export function PopupBox({children, ...props}: PropsWithChildren<BoxProps>): ReactNode {
  const node = useTracked();
  return (
    <Box position="absolute" {...props} ref={node} overflow="hidden" backgroundColor={OPAQUE}>
      {children}
    </Box>
  );
}

function useTracked(draw?: (canvas: Canvas) => void): RefObject<DOMElement | null> {
  const screen = use(ScreenContext);
  if (!screen) throw new Error('a region or popup stands outside of a screen: render the tree with screen.render()');
  const node = useRef<DOMElement>(null);
  const tracked = useRef<Tracked>({node: null});
  useLayoutEffect(() => {
    tracked.current.node = node.current;
    return screen.track(tracked.current);
  }, [screen]);
  // With every commit: what is drawn may depend on what has just changed.
  useLayoutEffect(() => {
    tracked.current.draw = draw;
    screen.refresh();
  });
  return node;
}
