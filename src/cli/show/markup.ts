import {sanitize} from '../../protocol/sanitize.ts';

declare const safe: unique symbol;

/** Source of a page. Only `markup` makes it, and what it puts in between has been escaped. */
export type Markup = {readonly [safe]: true};
export type MarkupPart = Markup | string | number | readonly MarkupPart[];

const SOURCES = new WeakMap<object, string>();

/** A template whose strings are taken as they are and whose values are escaped, but for markup and lists of it. */
export function markup(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return marked(strings.reduce((source, text, at) => source + written(parts[at - 1]) + text));
}

/** What is written into a file, or into a page as it stands. */
export function sourceOf(made: Markup): string {
  return SOURCES.get(made)!;
}

function marked(source: string): Markup {
  const made = {} as Markup;
  SOURCES.set(made, source);
  return made;
}

function written(part: MarkupPart): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(`${part}`);
  return Array.isArray(part) ? part.map(written).join('') : sourceOf(part as Markup);
}

/** Safe as text and within quotes; without characters that a page may not have. */
function escaped(text: string): string {
  return sanitize(text, Number.MAX_SAFE_INTEGER)
    .replace(/\p{Noncharacter_Code_Point}/gu, '\ufffd')
    .replace(/[&<>"']/g, character => ENTITIES[character]);
}

const ENTITIES: {readonly [character: string]: string} = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
