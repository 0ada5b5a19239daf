// Text broken into lines, for plain frames and for the screen.

/** Breaks a text at blanks into lines of at most `width`. */
export function paragraph(text: string, width: number): string[] {
  return flow(text.split(' '), width);
}

/** Items in lines of at most `width`, with a blank between them. A longer item is cut. */
export function flow(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items.flatMap(each => chopped(each, width))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(item) > width) {
      lines.push(line);
      line = item;
    } else line = line === '' ? item : `${line} ${item}`;
  }
  return line === '' ? lines : [...lines, line];
}

function chopped(word: string, width: number): string[] {
  const letters = [...word];
  const pieces: string[] = [];
  for (let at = 0; at < letters.length; at += width) pieces.push(letters.slice(at, at + width).join(''));
  return pieces;
}

/** The number of characters of a text: its width, except for the few characters that take two cells. */
export function widthOf(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}
