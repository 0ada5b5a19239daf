export type ProgressLine = {
  /** Shows how far it is, instead of what was shown before. */
  show(text: string): void;
  /** Leaves nothing of it. */
  close(): void;
};

/** One line at the bottom of a terminal that says how far something is; nowhere else is anything said. */
export function openProgress(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> | undefined): ProgressLine {
  if (!stream?.isTTY) return {show() {}, close() {}};
  let shown = false;
  return {
    show(text) {
      stream.write(`\r\x1b[K${text}`);
      shown = true;
    },
    close() {
      if (shown) stream.write('\r\x1b[K');
      shown = false;
    },
  };
}
