import type {Header} from '../protocol/record/header.ts';
import type {Keyframe} from '../protocol/record/keyframe.ts';
import type {TraceRecord} from '../protocol/record/record.ts';

/** Whether the recording is from before a header listed what its source knows. */
export function isOlderFormat({knows}: Header): boolean {
  return knows === undefined;
}

/**
 * A line without the fields that came later, so that it can be compared with the older format. An index is without its checksums: they are
 * of bytes that are different now, and the reader has checked those of the recording.
 */
export function inOlderFormat(line: string): string {
  const value: Header | TraceRecord = JSON.parse(line);
  if ('format' in value) {
    const {knows: _, machine: __, ...header} = value;
    return JSON.stringify(header);
  }
  if (value.kind === 'keyframe') return JSON.stringify(olderKeyframe(value));
  if (value.kind !== 'index') return line;
  const {parts: _, ...index} = value;
  return JSON.stringify(index);
}

function olderKeyframe(keyframe: Keyframe): Keyframe {
  return {...keyframe, domains: keyframe.domains.map(({toolstackState: _, ...domain}) => domain)};
}
