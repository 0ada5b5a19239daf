// A series is an envelope: texts, each below a line that says when it was read. What one text is, is another matter:
//
//     === 1795333026.570184420 uptime 49.75
//                CPU0       CPU1
//       0:        177          0   IO-APIC   2-edge      timer

/** What stands before the first text, as `### /proc/interrupts`, is passed over. */
export const PREAMBLE = '^(?:\\ufeff?(?:#.*)?[ \\t\\r]*\\n)*';

/** What is in the envelope. */
export type Content = 'interrupts' | 'softirqs' | 'stat' | 'spurious' | 'irq-debugfs' | 'empty' | 'unknown';

/** What the first text of a series is; `null`: this is no series, or, where it is not the `whole`, not enough has come to tell. */
export function contentOf(head: string, whole: boolean): Content | null {
  const mark = MARK.exec(head);
  if (!mark) return null;
  const lines = head.slice(mark[0].length).split('\n');
  // The last line may go on.
  const texts = (whole ? lines : lines.slice(0, -1)).filter(line => line.trim() !== '' && !HEADING.test(line));
  const end = texts.findIndex(line => line.startsWith('=== '));
  const text = end < 0 ? texts : texts.slice(0, end);
  const known = CONTENTS.find(({is}) => is(text))?.content;
  if (known) return known;
  if (end < 0 && !whole && text.length < ENOUGH) return null;
  return text.length === 0 || HEADER.test(text[0]) || ROW.test(text[0]) ? 'interrupts' : 'unknown';
}

/** What such a series is, and what can be shown; `null`: there is nothing to say of it. */
export function foreignSeries(head: string): string | null {
  const content = contentOf(head, true);
  const title = CONTENTS.find(each => each.content === content)?.title;
  if (content === null || content === 'interrupts') return null;
  return `it is a series of ${title ?? 'texts that are not known'}, and only series of /proc/interrupts can be shown`;
}

/** Above each of several files in one text. */
const HEADING = /^--- /;
const MARK = new RegExp(`${PREAMBLE}\\ufeff?=== \\d[\\d.]* uptime \\d[^\\n]*(?:\\n|$)`);
const HEADER = /^\s*CPU\d+(?:\s|$)/;
const ROW = /^\s*[\w/]+:(?:\s|\d)/;
/** Lines by which a text can be told. */
const ENOUGH = 2;

type Row = {content: Content; title: string; is(text: readonly string[]): boolean};

/** The neighbours of /proc/interrupts, by their first lines. */
const CONTENTS: readonly Row[] = [
  {
    content: 'softirqs',
    title: '/proc/softirqs',
    is: ([header = '', row = '']) => HEADER.test(header) && /^\s*(?:HI|TIMER|NET_[TR]X|BLOCK|TASKLET|SCHED):/.test(row),
  },
  {content: 'stat', title: '/proc/stat', is: ([first = '']) => /^(?:cpu\d*|intr|ctxt|softirq) +\d/.test(first)},
  {
    content: 'spurious',
    title: '/proc/irq/N/spurious',
    is: ([first = '', next = '']) => /^(?:\S+: ?)?count \d/.test(first) || /^(?:\S+: ?)?unhandled \d/.test(next),
  },
  {
    content: 'irq-debugfs',
    title: 'files of /sys/kernel/debug/irq',
    is: text => text.slice(0, 4).some(line => /^\s*(?:handler|device|istate|dstate): /.test(line)),
  },
];
