import {Box, useApp, useInput, useWindowSize} from 'ink';
import {type ReactNode, use, useEffect} from 'react';
import {paragraph} from '../../model/words/paragraph.ts';
import {ScreenContext} from '../screen/context.ts';
import type {Canvas} from '../screen/paint/canvas.ts';
import {Region} from '../screen/region.tsx';

/** A source that has no record yet. */
export type WaitingPort = {
  /** The program that runs. */
  readonly title: string;
  /** Its state: sentences that are safe to show. */
  sentences(): readonly string[];
  /** Calls back when these have changed. */
  subscribe(changed: () => void): () => void;
  /** Calls back when there is something to show, or nothing will come. */
  over(then: () => void): void;
  /** Called when the user quits. */
  quit(): void;
};

/** The screen until the first record comes. */
export function Waiting({port}: {port: WaitingPort}): ReactNode {
  const {columns, rows} = useWindowSize();
  const {exit} = useApp();
  const screen = use(ScreenContext);
  useEffect(() => port.subscribe(() => screen?.refresh()), [port, screen]);
  useEffect(() => port.over(() => exit()), [port, exit]);
  useInput((input, key) => {
    if (input !== 'q' && !(key.ctrl && input === 'c')) return;
    port.quit();
    exit();
  });
  return (
    <Box width={columns} height={rows}>
      <Region width={columns} height={rows} draw={canvas => drawWaiting(canvas, port)} />
    </Box>
  );
}

function drawWaiting(canvas: Canvas, {title, sentences}: WaitingPort): void {
  canvas.text(0, 0, ' '.repeat(canvas.width), 'heading');
  canvas.text(1, 0, title, 'heading');
  let y = 2;
  for (const sentence of sentences())
    for (const row of paragraph(sentence, Math.max(canvas.width - 2, 1))) canvas.text(1, y++, row);
  canvas.text(1, canvas.height - 1, 'q quit', 'accent');
}
