// npm run layers: draws the table of layers into src/README.md. test/layers.test.ts fails while the picture there is another one.
import {readFileSync, writeFileSync} from 'node:fs';
import {ROOMS, type Room, type Rooms} from './layers.ts';

export const PAGE = new URL('../../src/README.md', import.meta.url);

const BEGIN = '<!-- layers: drawn by npm run layers -->';
const END = '<!-- end of layers -->';

/** A page with the picture between its two markers. Throws when it has no markers. */
export function withLayers(page: string, rooms: Rooms = ROOMS): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page has no markers ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n\`\`\`text\n${layersPicture(rooms)}\`\`\`\n\n${page.slice(end)}`;
}

/**
 * The rooms as a staircase, the lowest first. In the row of a room each mark stands in the column of a room that it may import: the
 * column begins below that room's name. Packages are at the right.
 */
export function layersPicture(rooms: Rooms): string {
  const order = lowestFirst(rooms);
  const stairs = order.map((name, at) => ({
    row: `${order
      .slice(0, at)
      .map(other => `${markOf(rooms[name], other)} `)
      .join('')}${name}`,
    packages: packagesOf(rooms[name]),
  }));
  const width = Math.max(...stairs.map(({row}) => row.length)) + 2;
  return stairs.map(({row, packages}) => `${`${row.padEnd(width)}${packages}`.trimEnd()}\n`).join('');
}

function markOf({rooms, types}: Room, other: string): string {
  if (rooms.includes(other)) return '●';
  return types?.includes(other) ? '○' : '·';
}

function packagesOf({packages = []}: Room): string {
  return packages.map(each => (each === 'node:' ? 'node:*' : each)).join(', ');
}

/** By the longest way down; rooms of one height, which know nothing of each other, in the order of the table. */
function lowestFirst(rooms: Rooms): string[] {
  const heights = new Map(Object.keys(rooms).map(name => [name, heightOf(name, rooms, [])]));
  return [...heights.keys()].toSorted((one, other) => heights.get(one)! - heights.get(other)!);
}

function heightOf(name: string, rooms: Rooms, above: readonly string[]): number {
  const path = [...above, name];
  if (above.includes(name)) throw new Error(`a circle of rooms: ${path.join(' → ')}`);
  if (!rooms[name]) throw new Error(`${above.at(-1)} imports ${name}, which is not in the table`);
  const {rooms: values, types = []} = rooms[name];
  return 1 + Math.max(0, ...[...values, ...types].map(below => heightOf(below, rooms, path)));
}

if (import.meta.main) writeFileSync(PAGE, withLayers(readFileSync(PAGE, 'utf8')));
