import {useInput, useStdin} from 'ink';
import {useCallback, useEffect, useRef} from 'react';
import {keyNames} from '../keys/key-names.ts';
import {type RawEvent, rawEvents} from '../screen/terminal/raw-events.ts';

export type TerminalInput = {
  /** Keys that came in one read. */
  keys(burst: readonly string[]): void;
  paste(text: string): void;
  click(x: number, y: number): void;
  wheel(by: -1 | 1, x: number, y: number): void;
};

/**
 * Handles terminal input read by read (screen/terminal/keyboard.ts), in its order. Ink names the keys, and drops sequences that it does
 * not know.
 */
export function useTerminalInput(handle: TerminalInput): void {
  const {stdin} = useStdin();
  const handler = useRef(handle);
  handler.current = handle;
  const burst = useRef<string[]>([]);
  // Whether a read is being handed on: Ink reports a lone Esc later, outside of any.
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
    const data = (input: string | Buffer) => {
      reading.current = true;
      for (const event of rawEvents(String(input))) {
        if (event.kind === 'f1') burst.current.push('f1');
        else {
          flush();
          handleMouse(event, handler.current);
        }
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

function handleMouse(event: Exclude<RawEvent, {kind: 'f1'}>, {click, wheel}: TerminalInput): void {
  if (event.kind === 'click') click(event.x, event.y);
  else wheel(event.by, event.x, event.y);
}
