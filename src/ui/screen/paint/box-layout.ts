import type {DOMElement} from 'ink';
import {clip, type Rect} from './cells.ts';

/** A box of Ink's tree, its rectangle, and the part that neither the screen nor a hidden overflow around it cuts off. */
export type PlacedBox<T> = {box: T; rect: Rect; visible: Rect};

/**
 * The rectangles of boxes on the screen, in the order in which Ink draws them: a later one is over an earlier one. Boxes that are no
 * longer in the tree are left out.
 */
export function placeBoxes<T extends {node: DOMElement | null}>(boxes: ReadonlySet<T>, screen: Rect): PlacedBox<T>[] {
  const byNode = new Map([...boxes].map(box => [box.node, box]));
  const placed: PlacedBox<T>[] = [];
  walk(rootOf(boxes), {x: 0, y: 0}, screen, (node, rect, visible) => {
    const box = byNode.get(node);
    if (box) placed.push({box, rect, visible: clip(rect, visible)});
  });
  return placed;
}

function rootOf(boxes: ReadonlySet<{node: DOMElement | null}>): DOMElement | undefined {
  let node = [...boxes].find(box => box.node?.parentNode)?.node ?? undefined;
  while (node?.parentNode) node = node.parentNode;
  return node;
}

type Point = {x: number; y: number};

function walk(
  node: DOMElement | undefined,
  origin: Point,
  visible: Rect,
  visit: (node: DOMElement, rect: Rect, visible: Rect) => void,
): void {
  // Ink frees the layout of removed nodes, and does not draw nodes that are not displayed.
  const layout = node?.yogaNode?.getComputedLayout();
  if (!node || !layout || node.style.display === 'none') return;
  const rect = {x: origin.x + layout.left, y: origin.y + layout.top, width: layout.width, height: layout.height};
  visit(node, rect, visible);
  const inside = insideOf(node, rect, visible);
  const {contentOffsetX = 0, contentOffsetY = 0} = node.style;
  const content = {x: rect.x - contentOffsetX, y: rect.y - contentOffsetY};
  for (const child of node.childNodes) if (child.nodeName === 'ink-box') walk(child, content, inside, visit);
}

// Edges, as Yoga numbers them.
const [LEFT, TOP, RIGHT, BOTTOM] = [0, 1, 2, 3];

/** The part of a box in which its children are visible. */
function insideOf({style, yogaNode}: DOMElement, rect: Rect, visible: Rect): Rect {
  const [left, top, right, bottom] = [LEFT, TOP, RIGHT, BOTTOM].map(edge => yogaNode!.getComputedBorder(edge));
  const columns = {x: rect.x + left, width: rect.width - left - right};
  const rows = {y: rect.y + top, height: rect.height - top - bottom};
  return clip(visible, {
    ...visible,
    ...((style.overflowX ?? style.overflow) === 'hidden' && columns),
    ...((style.overflowY ?? style.overflow) === 'hidden' && rows),
  });
}
