import {EventEmitter} from 'node:events';
import xterm from '@xterm/headless';

/** A terminal in memory: the streams of one, and what it shows. */
export type FakeTerminal = {
  stdin: NodeJS.ReadStream & {type(keys: string): void};
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream & {text: string};
  /** Everything that was written to it, write by write. */
  writes: string[];
  resize(columns: number, rows: number): void;
  /** While it stands still nothing leaves; afterwards everything does. */
  stall(stalled: boolean): void;
  /** The screen when everything has been written: the characters, row by row, with how each cell looks. */
  picture(): Promise<Picture>;
};

export type Picture = {rows: string[]; looks: string[]; buffer: 'normal' | 'alternate'};

export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, convertEol: true, scrollback: 0});
  const writes: string[] = [];
  let stalled: (() => void)[] | undefined;
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    write(bytes: string, then?: () => void) {
      writes.push(bytes);
      terminal.write(bytes);
      if (stalled) stalled.push(then ?? (() => {}));
      else if (then) queueMicrotask(then);
      return true;
    },
  });
  return {
    stdin: fakeStdin(),
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: fakeStderr(),
    writes,
    resize(columns, rows) {
      terminal.resize(columns, rows);
      Object.assign(stdout, {columns, rows});
      stdout.emit('resize');
    },
    stall(on) {
      const waiting = stalled ?? [];
      stalled = on ? [] : undefined;
      for (const then of waiting) then();
    },
    picture: () => new Promise(resolve => terminal.write('', () => resolve(pictureOf(terminal)))),
  };
}

function fakeStdin(): FakeTerminal['stdin'] {
  const typed: string[] = [];
  const nothing = () => {};
  const stdin: EventEmitter = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: nothing,
    setEncoding: nothing,
    ref: nothing,
    unref: nothing,
    read() {
      const keys = typed.shift() ?? null;
      // As a stream in which somebody listens for what somebody else reads.
      if (keys !== null) stdin.emit('data', keys);
      return keys;
    },
    type(keys: string) {
      typed.push(keys);
      stdin.emit('readable');
    },
  });
  return stdin as unknown as FakeTerminal['stdin'];
}

function fakeStderr(): FakeTerminal['stderr'] {
  const stderr = Object.assign(new EventEmitter(), {
    text: '',
    write(text: string) {
      stderr.text += text;
      return true;
    },
  });
  return stderr as unknown as FakeTerminal['stderr'];
}

function pictureOf({buffer: {active}, rows, cols}: xterm.Terminal): Picture {
  const lines = Array.from({length: rows}, (_, y) => active.getLine(active.viewportY + y)!);
  const columns = Array.from({length: cols}, (_, x) => x);
  return {
    rows: lines.map(line => line.translateToString(true).trimEnd()),
    looks: lines.map(line => columns.map(x => lookOf(line.getCell(x)!)).join(' ')),
    buffer: active.type,
  };
}

/** Of a blank only what can be seen. */
function lookOf(cell: NonNullable<ReturnType<xterm.IBufferLine['getCell']>>): string {
  const chars = cell.getChars() || ' ';
  const seen = [cell.getBgColor(), cell.getBgColorMode(), cell.isInverse(), cell.isUnderline()];
  if (chars === ' ') return seen.join('/');
  return [chars, cell.getWidth(), cell.getFgColor(), cell.getFgColorMode(), cell.isBold(), cell.isDim(), ...seen].join(
    '/',
  );
}
