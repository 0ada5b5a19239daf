import {sanitize, sanitizeJson, sanitizeLines} from '../../protocol/sanitize.ts';
import {SGR_SEQUENCE} from '../show/color.ts';
import type {Io, Printed, ProcessStreams} from './io.ts';

/** Sentences may contain text of any length from files and libraries. */
const LONGEST_SENTENCE = 2000;

/**
 * The Io of a command. All output passes here and is made safe: whatever a file, a name, an argument or a library contains, a terminal
 * gets no control characters except newlines, and no escape sequences except our own colours.
 */
export function printing(streams: ProcessStreams): Io {
  return {
    ...streams,
    write: text => streams.write(safe(text)),
    say: sentence => streams.say(sanitize(sentence, LONGEST_SENTENCE)),
  };
}

function safe(text: Printed): string {
  if (typeof text === 'string') return sanitizeLines(text);
  return 'json' in text ? sanitizeJson(text.json) : painted(text.painted);
}

/** The text between two of our own colour sequences is plain text. */
function painted(text: string): string {
  const parts = text.split(SGR_SEQUENCE);
  return parts.length === 1
    ? sanitizeLines(text)
    : parts.map((part, at) => (at % 2 ? part : sanitizeLines(part))).join('');
}
