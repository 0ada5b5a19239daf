import type {Ns} from '../words.ts';

/**
 * The moments that a user may want to go to, so that they are found without folding. It stands at the end of a
 * segment of a recording, lists the records after `fromNs` up to `t`, and the fold skips it.
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
