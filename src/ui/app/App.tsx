import {Box, useApp, useWindowSize} from 'ink';
import {type ReactNode, type RefObject, use, useEffect, useMemo, useRef} from 'react';
import type {Live} from '../../session/live.ts';
import type {RecorderPort} from '../../session/recorder/recorder-port.ts';
import type {Charts} from '../charts/line-chart.ts';
import {drawCharts, wantCharts} from '../charts/scene-charts.ts';
import type {DrillPort} from '../drill-port.ts';
import {actionFor} from '../keys/key-action.ts';
import {type Action, keysWith} from '../keys/keymap.ts';
import {click, wheel} from '../keys/mouse.ts';
import {openTyping, type TypingTarget} from '../keys/typing.ts';
import {carryOut} from '../reduce/carry-out.ts';
import {reduce} from '../reduce/reduce.ts';
import {makeScene} from '../scene/make-scene.ts';
import type {Scene} from '../scene/scene.ts';
import {type Effect, initialUi, type UiState} from '../scene/ui-state.ts';
import {ScreenContext, type Tracker} from '../screen/context.ts';
import type {Cells} from '../screen/paint/cells.ts';
import {Region} from '../screen/region.tsx';
import {MOST_COLUMNS, MOST_SCREEN_ROWS} from '../screen/terminal/frame-writer.ts';
import {drawScreen} from '../views/screen.ts';
import {useDrill} from './use-drill.ts';
import {useTerminalInput} from './use-terminal-input.ts';

export type AppProps = {
  port: Live;
  /** Only ASCII glyphs. */
  ascii?: boolean;
  /** Whether there are colours; charts can be read without. */
  colored?: boolean;
  ui?: Partial<UiState>;
  recorder?: RecorderPort;
  /** By key pressed, the key whose action it has. */
  keys?: {readonly [pressed: string]: string};
  /** Saves view, order and columns for the next start; returns a sentence for the screen. */
  save?(ui: UiState): string;
  /** Saves the screen as a picture; returns a sentence for the screen. */
  savePicture?(cells: Cells): string;
  drill?: DrillPort;
  /** Draws everything on a cleared terminal. */
  redraw(): void;
  /** ms; without it everything counts as typed at the same time. */
  now?(): number;
};

/**
 * The screen. Everything on it changes by itself or with a key, so all of it is one painted region, and its state is not React state:
 * Ink lays the region out and reads the keys, and does no more.
 */
export function App(props: AppProps): ReactNode {
  const {port, ascii = false, colored = true, recorder, drill, keys, now} = props;
  const {columns, rows} = useWindowSize();
  const screen = use(ScreenContext);
  const ui = useRef(initialUi(props.ui));
  const charts = useRef<Charts | null>(null);
  const keyTable = useMemo(() => keys && keysWith(keys), [keys]);
  const options = {width: columns, height: rows, ascii, recorder, drill, keys: keyTable};
  const scene = () => makeScene(drill?.replay ?? port, {...options, ui: ui.current});
  const act = useActions(props, {ui, scene, charts, screen});

  useEffect(() => port.subscribe(() => screen?.refresh()), [port, screen]);
  useDrill(drill, began => (began ? act([{action: 'open', popup: 'drill'}]) : screen?.refresh()));
  const typing = useMemo(() => openTyping(now), [now]);
  const typist: TypingTarget = {
    ui: () => ui.current,
    meaning: key => actionFor(key, scene()),
    act: action => act([action]),
  };
  useTerminalInput({
    keys: burst => typing.keys(burst, typist),
    paste: text => typing.paste(text, typist),
    click: (x, y) => act([click(x, y, scene())]),
    wheel: (by, x, y) => act(wheel(by, x, y, scene())),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each size
  useEffect(() => {
    if (columns === MOST_COLUMNS || rows === MOST_SCREEN_ROWS) act([{action: 'notice', text: TOO_LARGE}]);
  }, [columns, rows]);

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

type Shown = {
  ui: RefObject<UiState>;
  scene(): Scene;
  charts: RefObject<Charts | null>;
  screen: Tracker | null;
};

/** Carries out actions, one after the other; `null`: neither. */
function useActions(
  props: AppProps,
  {ui, scene, charts, screen}: Shown,
): (actions: readonly (Action | null)[]) => void {
  const {exit} = useApp();
  return actions => {
    for (const action of actions) {
      if (action === null) continue;
      const result = reduce(action, scene());
      ui.current = result.ui;
      for (const effect of result.effects) {
        const message = carryOutEffect(effect, props, ui.current, screen, exit);
        if (message !== undefined) ui.current = {...ui.current, message};
      }
    }
    if (ui.current.view === 'charts') void wantCharts(charts, screen);
    screen?.refresh();
  };
}

/** Returns a sentence for the screen, where there is one. */
function carryOutEffect(
  effect: Effect,
  {port, recorder, drill, save, savePicture, redraw}: AppProps,
  ui: UiState,
  screen: Tracker | null,
  exit: () => void,
): string | undefined {
  if (effect.effect === 'save') return save?.(ui) ?? NOT_SAVED;
  if (effect.effect === 'picture') return (screen && savePicture?.(screen.cells)) ?? NOT_SAVED;
  carryOut(effect, drill?.replay ?? port, {exit, redraw, recorder, drill});
  return undefined;
}

const NOT_SAVED = 'saving is not possible here';
const TOO_LARGE = `the terminal is larger than ${MOST_COLUMNS} × ${MOST_SCREEN_ROWS}: the rest stays blank`;
