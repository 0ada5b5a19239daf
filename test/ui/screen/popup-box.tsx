import {Box, type BoxProps, type DOMElement} from 'ink';
import {type PropsWithChildren, type ReactNode, use, useLayoutEffect, useRef} from 'react';
import {ScreenContext} from '../../../src/ui/screen/context.ts';

// No colour of Ink's, so it paints the background in none: with blanks, which hide what lies under them.
const OPAQUE = 'none';

/** A box of Ink's over everything before it, regions too; position it with `position="absolute"`. Regions inside of it are painted. */
export function PopupBox({children, ...props}: PropsWithChildren<BoxProps>): ReactNode {
  const screen = use(ScreenContext);
  const node = useRef<DOMElement>(null);
  useLayoutEffect(() => screen?.track({node: node.current}), [screen]);
  useLayoutEffect(() => screen?.refresh());
  return (
    <Box position="absolute" {...props} ref={node} overflow="hidden" backgroundColor={OPAQUE}>
      {children}
    </Box>
  );
}
