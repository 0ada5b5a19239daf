import stringWidth from 'string-width';

// The content of a cell as a number: a code point, or, for a cluster of several (a letter with its accents, a flag), a number after the
// last code point, assigned when the cluster is first seen.

export type Glyph = number;
export const BLANK: Glyph = 0x20;
/** The right part of a wide glyph. */
export const REST: Glyph = 0;
const REPLACEMENT: Glyph = 0xfffd;
const ELLIPSIS: Glyph = 0x2026;

export {ELLIPSIS};

const CLUSTERS = 0x110000;
/** Names of devices need a few; a hostile recording must not fill the memory with them. */
const MOST_CLUSTERS = 1 << 16;
/** No readable cluster is longer; a cluster can have any number of accents. */
const LONGEST_CLUSTER = 32;

const clusters: string[] = [];
const numbers = new Map<string, Glyph>();
const widths = new Map<Glyph, number>();
const segmenter = new Intl.Segmenter();

// Characters that are one cell wide on every terminal, and never form a cluster with each other: ASCII, Latin letters, lines and blocks,
// braille, and signs of tables. Nearly everything that is drawn; these skip the slow way.
const PLAIN_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x2ff],
  [0x2013, 0x2026],
  [0x2190, 0x2193],
  [0x2500, 0x25a9],
  [0x25b2, 0x25b5],
  [0x25b8, 0x25bf],
  [0x25c6, 0x25e5],
  [0x2800, 0x28ff],
];
const plain = new Uint8Array(0x2900);
for (const [first, last] of PLAIN_RANGES) plain.fill(1, first, last + 1);

/** Whether a glyph is one cell wide, whatever is beside it. */
export function isPlainGlyph(glyph: Glyph): boolean {
  return glyph < 0x2900 && plain[glyph] === 1;
}

/** Whether a text consists of such glyphs only, one for each character. */
export function isPlainText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isPlainGlyph(text.charCodeAt(i))) return false;
  return true;
}

/** Glyphs of a text with their widths. Characters without width are left out, so all control characters are. */
export function* glyphsOf(text: string): Generator<{glyph: Glyph; width: number}> {
  for (const {segment} of segmenter.segment(text)) {
    const glyph = glyphOf(segment.length > LONGEST_CLUSTER ? String.fromCodePoint(segment.codePointAt(0)!) : segment);
    const width = glyphWidth(glyph);
    if (width > 0) yield {glyph, width};
  }
}

/** Cells that a glyph takes, as Ink computes it. */
export function glyphWidth(glyph: Glyph): number {
  if (isPlainGlyph(glyph)) return 1;
  const known = widths.get(glyph);
  if (known !== undefined) return known;
  const width = stringWidth(glyphText(glyph));
  widths.set(glyph, width);
  return width;
}

export function glyphText(glyph: Glyph): string {
  return glyph < CLUSTERS ? String.fromCodePoint(glyph) : clusters[glyph - CLUSTERS];
}

/** Whether all terminals give a glyph the same width. They differ for clusters and pictographs. */
export function isSure(glyph: Glyph): boolean {
  return glyph < 0x1f000;
}

function glyphOf(cluster: string): Glyph {
  const first = cluster.codePointAt(0)!;
  if (cluster.length === (first > 0xffff ? 2 : 1)) return first;
  const known = numbers.get(cluster);
  if (known !== undefined) return known;
  if (clusters.length === MOST_CLUSTERS) return REPLACEMENT;
  const glyph = CLUSTERS + clusters.push(cluster) - 1;
  numbers.set(cluster, glyph);
  return glyph;
}
