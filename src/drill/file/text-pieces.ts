// A header's texts are cut at 200 characters and lose their newlines when they are read (protocol/sanitize.ts); a drill's file is longer.

const PIECE = 150;

/** A text as JSON, in pieces short enough for any reader of recordings. */
export function inPieces(text: string): string[] {
  const characters = [...JSON.stringify(text)];
  const count = Math.ceil(characters.length / PIECE);
  return Array.from({length: count}, (_, at) => characters.slice(at * PIECE, (at + 1) * PIECE).join(''));
}

/** The text that was cut into these pieces; `null`: they are damaged. */
export function fromPieces(pieces: readonly string[]): string | null {
  try {
    const text: unknown = JSON.parse(pieces.join(''));
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}
