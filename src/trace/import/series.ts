// A series is an envelope: texts, each below a line with the time when it was read. The texts can be of any kind:
//
//     === 1795333026.570184420 uptime 49.75
//                CPU0       CPU1
//       0:        177          0   IO-APIC   2-edge      timer

/** Lines before the first text that are passed over, as `### /proc/interrupts`. */
export const PREAMBLE = '^(?:\\ufeff?(?:#.*)?[ \\t\\r]*\\n)*';

/** The kind of the texts. */
export type Content = 'interrupts' | 'softirqs' | 'stat' | 'spurious' | 'irq-debugfs' | 'empty' | 'unknown';

/** The kind of the first text of a series; `null`: this is not a series, or, where it is not the `whole`, not enough of it has come. */
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

/** Why a series can not be shown; `null`: it can, or this is not a series. */
export function foreignSeries(head: string): string | null {
  const content = contentOf(head, true);
  const title = CONTENTS.find(each => each.content === content)?.title;
  if (content === null || content === 'interrupts') return null;
  return `it is a series of ${title ?? 'unknown texts'}, and only series of /proc/interrupts can be shown`;
}

/** The line above each of several files in one text. */
const HEADING = /^--- /;
const MARK = new RegExp(`${PREAMBLE}\\ufeff?=== \\d[\\d.]* uptime \\d[^\\n]*(?:\\n|$)`);
const HEADER = /^\s*CPU\d+(?:\s|$)/;
const ROW = /^\s*[\w/]+:(?:\s|\d)/;
/** Lines that are enough to know a text. */
const ENOUGH = 2;

type Row = {content: Content; title: string; is(text: readonly string[]): boolean};

/** Other files beside /proc/interrupts, by their first lines. */
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
