import {type DefaultTreeAdapterTypes, parse} from 'parse5';

export type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

/** A page as a browser understands it, and where it had to guess. */
export type Page = {elements: Element[]; errors: string[]};

export function readPage(source: string): Page {
  const errors: string[] = [];
  const document = parse(source, {
    onParseError: ({code, startLine}) =>
      errors.push(`${code} in line ${startLine}: ${source.split('\n')[startLine - 1]}`),
  });
  return {elements: [...elementsIn(document)], errors};
}

function* elementsIn(node: Node): Iterable<Element> {
  if ('tagName' in node) yield node;
  for (const child of childrenOf(node)) yield* elementsIn(child);
}

function childrenOf(node: Node): Node[] {
  return 'childNodes' in node ? node.childNodes : [];
}

export function named({elements}: Page, ...names: string[]): Element[] {
  return elements.filter(({tagName}) => names.includes(tagName));
}

export function attribute({attrs}: Element, name: string): string | undefined {
  return attrs.find(each => each.name === name)?.value;
}

export function textOf(node: Node): string {
  return 'value' in node ? node.value : childrenOf(node).map(textOf).join('');
}
