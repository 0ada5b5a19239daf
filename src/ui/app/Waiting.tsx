import {Box, useApp, useInput, useWindowSize} from 'ink';
import {type ReactNode, use, useEffect} from 'react';
import {paragraph} from '../../model/words/paragraph.ts';
import {ScreenContext} from '../screen/context.ts';
import type {Canvas} from '../screen/paint/canvas.ts';
import {Region} from '../screen/region.tsx';

/** What is waited for. */
export type WaitingPort = {
  /** What runs. */
  readonly title: string;
  /** How it stands: sentences, safe to be shown. */
  sentences(): readonly string[];
  /** Called when that has changed. */
  subscribe(changed: () => void): () => void;
  /** Called back when the waiting is over. */
  over(then: () => void): void;
  /** The user wants no more. */
  quit(): void;
};

/** The screen as long as nothing has come that could be shown. */
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
