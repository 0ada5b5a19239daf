import type {Writer} from '../trace/recording/writer.ts';

/** What is recorded, line by line, to be taken. */
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
