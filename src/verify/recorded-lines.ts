import type {Writer} from '../trace/recording/writer.ts';

/** A writer that keeps the recorded lines in memory until they are taken. */
export function openRecordedLines(): {writer: Writer; take(): string[]} {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  return {
    writer: {begin: () => {}, write, flush: () => {}, end: write},
    take() {
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      return lines;
    },
  };
}
