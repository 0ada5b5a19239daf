import {sanitize} from '../../protocol/sanitize.ts';

declare const safe: unique symbol;

/** The source of a page or picture. Only `markup` makes it, and it escapes all values. */
export type Markup = {readonly [safe]: true};
export type MarkupPart = Markup | string | number | readonly MarkupPart[];

const SOURCES = new WeakMap<object, string>();

/** A template tag: its strings are taken as they are, its values are escaped, except markup and lists of markup. */
export function markup(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return marked(strings.reduce((source, text, at) => source + written(parts[at - 1]) + text));
}

/** The source as text, for a file or a page. */
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

/** Safe as text and within quotes; without characters that are not allowed in a page. */
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
