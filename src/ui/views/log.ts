import {describe} from '../../model/sentences.ts';
import type {LogEntry} from '../../model/view.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import type {Scene} from '../scene.ts';
import type {Mark} from '../screen/canvas.ts';
import {type Glyphs, glyphs} from './glyphs.ts';
import type {View} from './view.ts';

/** What happened, the latest below. */
export const logView: View = (canvas, scene) => {
  const {log, ui} = scene;
  const signs = glyphs(scene);
  const rows = canvas.height - 1;
  const end = lastShown(scene) + 1;
  const shown = log.slice(Math.max(end - rows, 0), end);
  const mark = ui.focus === 'log' ? 'accent' : 'heading';
  const later = log.length - end;
  canvas.text(0, 0, ' '.repeat(canvas.width), mark);
  canvas.text(1, 0, later > 0 ? `LOG, ${later} later; G shows the latest` : 'LOG', mark);
  shown.forEach((entry, at) => {
    canvas.text(0, at + 1, `${(entry.t / NS_PER_S).toFixed(3).padStart(9)} s`, 'dim');
    canvas.text(13, at + 1, sentence(entry, signs), markOf(entry));
  });
  if (log.length === 0) canvas.text(1, 1, 'nothing has happened yet', 'dim');
};

/** The place of the last entry that is shown. One that has been dropped from the log gives way to the oldest. */
export function lastShown({log, ui}: Pick<Scene, 'log' | 'ui'>): number {
  return ui.scroll.log === null ? log.length - 1 : Math.max(log.indexOf(ui.scroll.log), 0);
}

/** An alert without its name, which only who types commands needs. */
function sentence(entry: LogEntry, {alert}: Glyphs): string {
  if (entry.kind === 'fact') return describe(entry);
  return entry.kind === 'raised' ? `${alert} ${entry.text}` : `over: ${entry.text}`;
}

const FACT_MARKS: {readonly [kind: string]: Mark} = {
  command_refused: 'warn',
  domain_hung: 'bad',
  domain_crashed: 'bad',
  line_given_up: 'bad',
  line_killed: 'bad',
  host_lost: 'bad',
  source_troubled: 'bad',
  source_recovered: 'good',
  domain_ready: 'good',
  device_probed: 'good',
  marker_added: 'accent',
};

function markOf(entry: LogEntry): Mark {
  if (entry.kind === 'fact') return FACT_MARKS[entry.fact.kind] ?? 'normal';
  return entry.kind === 'raised' ? 'bad' : 'good';
}
