// A program with a screen, for tests in a real terminal. Its keys: q quits with 0, s with 3, v breaks a view, d a draw, p opens a popup,
// x calls process.exit.
import {Box, Text, useApp, useInput, useWindowSize} from 'ink';
import {type ReactNode, useState} from 'react';
import {THEMES_BY_NAME} from '../../../src/ui/screen/paint/theme.ts';
import {Region} from '../../../src/ui/screen/region.tsx';
import {openScreen} from '../../../src/ui/screen/screen.ts';
import {endBy, runInk} from '../../../src/ui/screen/terminal/terminal.tsx';
import {PopupBox} from './popup-box.tsx';

function App(): ReactNode {
  const {columns, rows} = useWindowSize();
  const {exit} = useApp();
  const [pressed, setPressed] = useState('');
  useInput(key => {
    if (key === 'q') exit();
    else if (key === 's') exit(3);
    else if (key === 'x') process.exit(4);
    else if ('vdp'.includes(key)) setPressed(key);
  });
  if (pressed === 'v') throw new Error('a view is broken');
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Region
        flexGrow={1}
        draw={canvas => {
          if (pressed === 'd') throw new Error('a draw is broken');
          for (let y = 0; y < canvas.height; y++)
            canvas.text(0, y, `row ${y} of ${canvas.width}x${canvas.height}`, 'good');
        }}
      />
      <Text>pid {process.pid}.</Text>
      {pressed === 'p' && (
        <PopupBox top={1} left={4} borderStyle="round" width={9} height={3}>
          <Text>popup</Text>
        </PopupBox>
      )}
    </Box>
  );
}

const screen = openScreen({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  theme: THEMES_BY_NAME.default,
});
const ticking = setInterval(screen.refresh, 50);
const exit = await runInk(<App />, screen, process, setTimeout);
clearInterval(ticking);
process.exitCode = endBy(exit, process);
