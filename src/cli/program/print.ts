import {sanitize, sanitizeJson, sanitizeLines} from '../../protocol/sanitize.ts';
import {SGR_SEQUENCE} from '../show/color.ts';
import type {Io, Printed, ProcessStreams} from './io.ts';

/** Sentences hold what users and libraries wrote; more of it nobody reads. */
const LONGEST_SENTENCE = 2000;

/**
 * What a command may touch of the process, printing through the one place where everything printed is made safe: whatever a file, a
 * name, an argument or a library says, a terminal gets no control character but newlines, and colours of ours where they are asked for.
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

/** Between two of our own colours there is plain text. */
function painted(text: string): string {
  const parts = text.split(SGR_SEQUENCE);
  return parts.length === 1
    ? sanitizeLines(text)
    : parts.map((part, at) => (at % 2 ? part : sanitizeLines(part))).join('');
}
