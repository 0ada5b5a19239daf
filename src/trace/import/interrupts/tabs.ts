const TAB = 9;
const BLANK = 32;
const STOP = 8;

/** A line with blanks for tabs, up to the next multiple of eight columns, as `watch` needs it; the same bytes where it has no tab. */
export function withoutTabs(
  bytes: Uint8Array,
  from: number,
  to: number,
): {bytes: Uint8Array; from: number; to: number} {
  const line = bytes.subarray(from, to);
  const tabs = countOf(line);
  if (tabs === 0) return {bytes, from, to};
  const expanded = new Uint8Array(line.length + tabs * (STOP - 1));
  let size = 0;
  let column = 0;
  for (const byte of line) {
    if (byte !== TAB) {
      expanded[size++] = byte;
      if (!isContinuation(byte)) column++;
      continue;
    }
    do {
      expanded[size++] = BLANK;
      column++;
    } while (column % STOP !== 0);
  }
  return {bytes: expanded, from: 0, to: size};
}

function countOf(line: Uint8Array): number {
  let tabs = 0;
  for (let at = line.indexOf(TAB); at >= 0; at = line.indexOf(TAB, at + 1)) tabs++;
  return tabs;
}

/** A later byte of a UTF-8 character, which takes one column in all. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
