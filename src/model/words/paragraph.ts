// Text in lines, the same for a plain frame and for the screen.

/** Breaks a text at blanks into lines of at most `width`. */
export function paragraph(text: string, width: number): string[] {
  return flow(text.split(' '), width);
}

/** Items in lines of at most `width`, a blank between them; a longer one is cut. */
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

/** How many characters a text has: how wide it is but for the few that take two cells. */
export function widthOf(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}
