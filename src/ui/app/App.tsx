import {Box, useApp, useInput, useStdin, useWindowSize} from 'ink';
import {type ReactNode, use, useCallback, useEffect, useMemo, useRef} from 'react';
import type {Charts} from '../charts/line-chart.ts';
import {drawCharts, wantCharts} from '../charts/scene-charts.ts';
import {type Action, keysWith} from '../keys/keymap.ts';
import {keyNames} from '../keys/keys.ts';
import {click, wheel} from '../keys/point.ts';
import {press} from '../keys/press.ts';
import {openTyping, type Typist} from '../keys/typing.ts';
import type {DrillPort, Port, RecorderPort} from '../port.ts';
import {carryOut} from '../reduce/carry-out.ts';
import {reduce} from '../reduce/reduce.ts';
import {sceneOf} from '../scene/make-scene.ts';
import {initialUi, type UiState} from '../scene/ui-state.ts';
import {ScreenContext} from '../screen/context.ts';
import type {Cells} from '../screen/paint/cells.ts';
import {Region} from '../screen/region.tsx';
import {MOST_COLUMNS, MOST_SCREEN_ROWS} from '../screen/terminal/frame-writer.ts';
import {type RawEvent, rawEvents} from '../screen/terminal/raw.ts';
import {drawScreen} from '../views/screen.ts';

export type AppProps = {
  port: Port;
  /** Only ASCII glyphs. */
  ascii?: boolean;
  /** Whether there are colours; a chart tells its curves apart without. */
  colored?: boolean;
  ui?: Partial<UiState>;
  recorder?: RecorderPort;
  /** Keys that do what others do. */
  keys?: {readonly [pressed: string]: string};
  /** Keeps how the screen stands for the next time; returns a sentence on that. */
  save?(ui: UiState): string;
  /** Keeps what is on the screen as a picture; returns a sentence on that. */
  savePicture?(cells: Cells): string;
  drill?: DrillPort;
  /** Draws everything anew on a cleared terminal. */
  redraw(): void;
  /** ms; without it all that is typed is typed at the same time. */
  now?(): number;
};

/**
 * The screen. Everything on it changes by itself or with a key, so all of it is one painted region, and the state of it no state of
 * React's: Ink lays the region out, reads the keys and rests.
 */
export function App({
  port,
  ascii = false,
  colored = true,
  ui: first,
  recorder,
  drill,
  keys,
  save,
  savePicture,
  redraw,
  now,
}: AppProps): ReactNode {
  const {columns, rows} = useWindowSize();
  const {exit} = useApp();
  const screen = use(ScreenContext);
  const ui = useRef(initialUi(first));
  const charts = useRef<Charts | null>(null);

  const rowsOfKeys = useMemo(() => keys && keysWith(keys), [keys]);
  const shown = () => drill?.replay ?? port;
  const look = {width: columns, height: rows, ascii, recorder, drill, keys: rowsOfKeys};
  const scene = () => sceneOf(shown(), {...look, ui: ui.current});
  useEffect(() => port.subscribe(() => screen?.refresh()), [port, screen]);
  const tell = (message: string) => {
    ui.current = {...ui.current, message};
  };
  const act = (actions: readonly (Action | null)[]) => {
    for (const action of actions) {
      if (action === null) continue;
      const result = reduce(action, scene());
      ui.current = result.ui;
      for (const effect of result.effects) {
        if (effect.effect === 'save') tell(save?.(ui.current) ?? NOT_KEPT);
        else if (effect.effect === 'picture') tell((screen && savePicture?.(screen.cells)) ?? NOT_KEPT);
        else carryOut(effect, shown(), {exit, redraw, recorder, drill});
      }
    }
    if (ui.current.view === 'charts') void wantCharts(charts, screen);
    screen?.refresh();
  };
  useDrill(drill, began => (began ? act([{action: 'open', popup: 'drill'}]) : screen?.refresh()));
  const typing = useMemo(() => openTyping(now), [now]);
  const typist: Typist = {ui: () => ui.current, meaning: key => press(key, scene()), act: action => act([action])};
  useReads({
    keys: burst => typing.keys(burst, typist),
    paste: text => typing.paste(text, typist),
    click: (x, y) => act([click(x, y, scene())]),
    wheel: (by, x, y) => act(wheel(by, x, y, scene())),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once for a size
  useEffect(() => {
    if (columns === MOST_COLUMNS || rows === MOST_SCREEN_ROWS) act([{action: 'say', text: TOO_LARGE}]);
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

const NOT_KEPT = 'nothing is kept here';

/** Told of every change, and whether the debrief has just begun to be worked out, which nobody need ask for. */
function useDrill(drill: DrillPort | undefined, changed: (began: boolean) => void): void {
  const handler = useRef(changed);
  handler.current = changed;
  useEffect(() => {
    let before = drill?.debrief ?? null;
    return drill?.subscribe(() => {
      const began = before === null && drill.debrief !== null;
      before = drill.debrief;
      handler.current(began);
    });
  }, [drill]);
}

type Reads = {
  /** Keys that came in one read. */
  keys(burst: readonly string[]): void;
  paste(text: string): void;
  click(x: number, y: number): void;
  wheel(by: -1 | 1, x: number, y: number): void;
};

/** Told of what is typed read by read (`screen/keyboard.ts`), in its order; Ink names the keys, and swallows what it does not know. */
function useReads(handle: Reads): void {
  const {stdin} = useStdin();
  const handler = useRef(handle);
  handler.current = handle;
  const burst = useRef<string[]>([]);
  // Whether a read is being handed on: Ink tells of an Esc by itself later.
  const reading = useRef(false);
  const flush = useCallback(() => {
    const keys = burst.current.splice(0);
    reading.current = false;
    if (keys.length > 0) handler.current.keys(keys);
  }, []);
  useInput((input, key) => {
    burst.current.push(...keyNames(input, key));
    if (!reading.current) flush();
  });
  useEffect(() => {
    const mouse = (event: Exclude<RawEvent, {kind: 'f1'}>) => {
      flush();
      if (event.kind === 'click') handler.current.click(event.x, event.y);
      else handler.current.wheel(event.by, event.x, event.y);
    };
    const data = (input: string | Buffer) => {
      reading.current = true;
      for (const event of rawEvents(String(input))) {
        if (event.kind === 'f1') burst.current.push('f1');
        else mouse(event);
      }
    };
    const paste = (text: string) => {
      flush();
      handler.current.paste(text);
    };
    stdin.on('data', data);
    stdin.on('paste', paste);
    stdin.on('read', flush);
    return () => {
      stdin.off('data', data);
      stdin.off('paste', paste);
      stdin.off('read', flush);
    };
  }, [stdin, flush]);
}

const TOO_LARGE = `the terminal is larger than ${MOST_COLUMNS} × ${MOST_SCREEN_ROWS}: only so much of it is drawn`;
