export type ProgressLine = {
  /** Replaces the line. */
  show(text: string): void;
  /** Clears the line. */
  close(): void;
};

/** A progress line at the bottom of a terminal; without a terminal it does nothing. */
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
