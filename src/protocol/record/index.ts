import type {Ns} from '../words.ts';

/**
 * Where something happened that somebody may want to go to, so that it can be found without folding. It stands at the end of a
 * stretch of a recording, tells of the records after `fromNs` up to `t`, and the fold passes it over.
 */
export type Index = {
  kind: 'index';
  t: Ns;
  fromNs: Ns;
  moments: IndexMoment[];
  /** The text of the stretch up to here, cut after each recorded second: all of its lines with their newlines. */
  parts: IndexPart[];
};

export type IndexMoment = [t: Ns, what: MomentKind];

/** `alert`: one was raised. `marker`: somebody set one. `command`: one was carried out or refused. */
export const MOMENT_KINDS = ['alert', 'marker', 'command'] as const;
export type MomentKind = (typeof MOMENT_KINDS)[number];

/** CRC-32 as in gzip. */
export type IndexPart = [bytes: number, crc32: number];
