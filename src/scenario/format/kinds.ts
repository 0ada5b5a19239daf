import {z} from 'zod';
import {sanitize} from '../../protocol/sanitize.ts';
import {parseTime} from '../../protocol/time.ts';
import {NS_PER_S} from '../../protocol/words.ts';

// How values are written in a scenario. Each kind reads one word or number, has a usage for help, and has a refusal that shows what to
// write instead.

/** One word, at most 60 characters, so that a command can name it: `eth0`, `uhci_hcd:usb4`, `169`. */
export const name = written('NAME', 'is not a name; write one word of at most 60 characters, such as eth0', text =>
  /^\S{1,60}$/.test(text) && sanitize(text) === text ? text : null,
);

/** Text for people, made safe to show. */
export const title = z
  .union([z.string(), z.number()], {error: 'is not a text'})
  .transform(text => sanitize(String(text)));

/** `8s`, `2us`, `1m30s`; a bare number is seconds. Integer ns. */
export const time = written('TIME', 'is not a time; write 8s, 2us, 1m30s, or a number of seconds', parseTime);

/** Causes per second. No device raises more, and to simulate more would take minutes for one second. */
export const MAX_RATE = 1e8;

/** `20/s`, `200/100ms`, `932447/932s`; a bare number is per second. The value is per second, 0 to 1e8. */
export const rateKind = written(
  'RATE',
  `is not a rate; write 20/s, 200/100ms, or a number per second, from 0 to ${MAX_RATE}`,
  text => {
    const [count = '', per = '1s', ...more] = text.split('/');
    const window = per === '' ? null : parseTime(/^\d/.test(per) ? per : `1${per}`);
    if (!NUMBER.test(count) || more.length > 0 || window === null || window === 0) return null;
    const perSecond = Number(count) / (window / NS_PER_S);
    return perSecond <= MAX_RATE ? perSecond : null;
  },
);

const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/;

/** `64`, `128K`, `1M`: bytes. */
export const bytes = written('BYTES', 'is not a number of bytes; write 64, 128K or 1M', text => {
  const [, number, unit] = /^(\d{1,10})([KM]?)$/.exec(text) ?? [];
  return number === undefined ? null : Number(number) * {'': 1, K: 1024, M: 1024 * 1024}[unit as 'K']!;
});

/** `true`, `on`, `yes`, `false`, `off`, `no`. */
export const flagKind = z
  .union([z.boolean(), z.enum(['on', 'yes', 'off', 'no'])], {error: 'is not on or off'})
  .transform(word => word === true || word === 'on' || word === 'yes')
  .meta({usage: 'on|off'});

/** 0 to 1. */
export const shareKind = z.number().min(0).max(1);

/** A whole number from `least` to `most`. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER) {
  return z.int().min(least).max(most);
}

/** Some of these words: a list, one word, or words separated by commas. `none` is the empty list. */
export function several<Word extends string>(words: readonly Word[]) {
  const usage = `none|${words.join('|')},…`;
  const refusal = `is unknown; write none, or some of ${words.join(', ')}`;
  return listed(usage, refusal, each => words.find(word => word === each) ?? null);
}

/** Weights: a list of numbers from 0 on, or numbers separated by commas. */
export const weights = listed('N,N,…', 'is not a weight; write a number of 0 or more for each CPU', each =>
  NUMBER.test(each) ? Number(each) : null,
);

/** A kind that is written as one word. `read` returns its value, `null` where the word is wrong. */
function written<Value>(usage: string, refusal: string, read: (text: string) => Value | null) {
  return z
    .union([z.string(), z.number()], {error: refusal})
    .transform((word, context) => readWord(word, refusal, read, context))
    .meta({usage});
}

/** A list of such words, which may also be one word with commas. */
function listed<Value>(usage: string, refusal: string, read: (text: string) => Value | null) {
  const word = z.union([z.string(), z.number()], {error: refusal});
  return z
    .union([z.array(word), word], {error: refusal})
    .transform((list, context) =>
      wordsOf(list).map((each, at) => readWord(each, refusal, read, context, Array.isArray(list) ? [at] : [])),
    )
    .meta({usage});
}

function wordsOf(list: string | number | (string | number)[]): (string | number)[] {
  if (Array.isArray(list)) return list;
  return list === 'none' || list === '' ? [] : String(list).split(',');
}

function readWord<Value>(
  word: string | number,
  refusal: string,
  read: (text: string) => Value | null,
  context: z.RefinementCtx,
  path: number[] = [],
): Value {
  const value = read(String(word).trim());
  if (value !== null) return value;
  context.addIssue({code: 'custom', message: refusal, input: word, path});
  return z.NEVER;
}
