import {Box, useApp, useInput, useWindowSize} from 'ink';
import {type ReactNode, use, useEffect, useRef} from 'react';
import {carryOut} from './carry-out.ts';
import type {Charts} from './charts/charts.ts';
import {drawCharts, wantCharts} from './charts-of.ts';
import {keyNames} from './keys.ts';
import type {Port} from './port.ts';
import {press} from './press.ts';
import {reduce} from './reduce.ts';
import type {Scene} from './scene.ts';
import {sceneOf} from './scenery.ts';
import {ScreenContext} from './screen/context.ts';
import {Region} from './screen/region.tsx';
import {type Effect, initialUi, type UiState} from './state.ts';
import {drawScreen} from './views/screen.ts';

export type AppProps = {
  port: Port;
  /** Only ASCII glyphs. */
  ascii?: boolean;
  /** Whether there are colours; a chart tells its curves apart without. */
  colored?: boolean;
  ui?: Partial<UiState>;
  /** Draws everything anew on a cleared terminal. */
  redraw(): void;
};

/**
 * The screen. Everything on it changes by itself or with a key, so all of it is one painted region, and the state of it no state of
 * React's: Ink lays the region out, reads the keys and rests.
 */
export function App({port, ascii = false, colored = true, ui: first, redraw}: AppProps): ReactNode {
  const {columns, rows} = useWindowSize();
  const {exit} = useApp();
  const screen = use(ScreenContext);
  const ui = useRef(initialUi(first));
  const charts = useRef<Charts | null>(null);

  const scene = () => sceneOf(port, {width: columns, height: rows, ascii, ui: ui.current});
  useEffect(() => port.subscribe(() => screen?.refresh()), [port, screen]);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) {
      for (const effect of pressed(name, scene(), ui)) carryOut(effect, port, {exit, redraw});
    }
    if (ui.current.view === 'charts') void wantCharts(charts, screen);
    screen?.refresh();
  });

  return (
    <Box width={columns} height={rows}>
      <Region
        width={columns}
        height={rows}
        draw={canvas => drawScreen(canvas, scene(), (part, seen) => drawCharts(part, seen, charts.current, colored))}
      />
    </Box>
  );
}

/** What a key asks of the world; the state of the screen has changed already. */
function pressed(name: string, scene: Scene, ui: {current: UiState}): readonly Effect[] {
  const action = press(name, scene);
  if (action === null) return [];
  const result = reduce(action, scene);
  ui.current = result.ui;
  return result.effects;
}
