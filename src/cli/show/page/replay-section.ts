import type {Debrief} from '../../../drill/judge/debrief.ts';
import {seconds} from '../../../model/words/numbers.ts';
import {NS_PER_S, type Ns} from '../../../protocol/words.ts';
import {type Markup, markup} from '../markup.ts';

/** The moment worth seeing again, and the command line that shows it. */
export function againSection({moment}: Debrief, recording: string | null): Markup {
  const from = `--from ${Math.floor(Math.max(0, moment.tNs - BEFORE_NS) / NS_PER_S)}s`;
  return markup`<p>${seconds(moment.tNs)}: ${moment.text}.</p>
<pre><code>irqdeck replay ${recording === null ? 'FILE' : quoted(recording)} ${from}</code></pre>
${recording === null ? markup`<p>FILE is the recording of a run that was taken with <code>-w FILE</code>.</p>\n` : ''}`;
}

/** The replay starts this long before the moment. */
const BEFORE_NS: Ns = 3 * NS_PER_S;

/** A file name quoted for a shell. */
function quoted(file: string): string {
  const named = file.startsWith('-') ? `./${file}` : file;
  return /^[\w.@%+=:,/-]+$/.test(named) ? named : `'${named.replaceAll("'", "'\\''")}'`;
}
