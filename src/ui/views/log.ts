import type {LogEntry} from '../../model/view/view.ts';
import {paragraph, widthOf} from '../../model/words/paragraph.ts';
import {readPattern} from '../../model/words/pattern.ts';
import {describe} from '../../model/words/sentences.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import type {Scene} from '../scene/scene.ts';
import type {Canvas, Tone} from '../screen/paint/canvas.ts';
import {type Glyphs, glyphs} from './parts/glyphs.ts';
import type {DrawView} from './parts/view.ts';

/** The log, the latest entry at the bottom; long entries are wrapped. */
export const logView: DrawView = (canvas, scene) => {
  const {log, ui} = scene;
  const end = lastShown(scene) + 1;
  const tone = ui.focus === 'log' ? 'accent' : 'heading';
  const later = log.length - end;
  canvas.text(0, 0, ' '.repeat(canvas.width), tone);
  canvas.text(1, 0, later > 0 ? `LOG, ${later} later; G shows the latest` : 'LOG', tone);
  if (log.length === 0) canvas.text(1, 1, 'nothing has happened yet', 'dim');
  drawEntries(canvas.part(0, 1, canvas.width, canvas.height - 1), log.slice(0, end), scene);
};

/** Whether an entry contains a text or pattern; no entry contains ''. */
export function entryMatcher(text: string): (entry: LogEntry) => boolean {
  if (text === '') return () => false;
  const {pattern} = readPattern(text);
  return entry => pattern.found(sentence(entry, glyphs({})));
}

/**
 * The index of the last entry shown. Where the entry scrolled to is not in this log, as after a seek, it is the last one up to its time;
 * where that was dropped from the log, the oldest.
 */
export function lastShown({log, ui}: Pick<Scene, 'log' | 'ui'>): number {
  const wanted = ui.scroll.log;
  if (wanted === null) return log.length - 1;
  const index = log.indexOf(wanted);
  return index >= 0
    ? index
    : Math.max(
        log.findLastIndex(({t}) => t <= wanted.t),
        0,
      );
}

/** The index of the last entry that fits on the screen together with the first. */
export function lastOfFirst(scene: Scene, {width, height}: {width: number; height: number}): number {
  let rows = 0;
  const full = scene.log.findIndex(entry => {
    rows += rowsOf(entry, width, glyphs(scene)).length;
    return rows > height - 1;
  });
  return full < 0 ? scene.log.length - 1 : Math.max(full - 1, 0);
}

const TIME_WIDTH = 11;
const TEXT_AT = 13;

/** As many entries as fit; of the first of them perhaps only the end. */
function drawEntries(canvas: Canvas, entries: readonly LogEntry[], scene: Scene): void {
  const signs = glyphs(scene);
  const shown: {entry: LogEntry; rows: string[]}[] = [];
  let height = 0;
  for (let at = entries.length - 1; at >= 0 && height < canvas.height; at--) {
    const rows = rowsOf(entries[at], canvas.width, signs);
    shown.unshift({entry: entries[at], rows});
    height += rows.length;
  }
  let y = Math.min(canvas.height - height, 0);
  for (const {entry, rows} of shown) {
    canvas.text(0, y, `${(entry.t / NS_PER_S).toFixed(3)} s`.padStart(TIME_WIDTH), 'dim');
    for (const row of rows) drawRow(canvas, y++, row, entry, scene.ui.search);
  }
}

/** The text searched for is highlighted. */
function drawRow(canvas: Canvas, y: number, row: string, entry: LogEntry, search: string): void {
  canvas.text(TEXT_AT, y, row, toneOf(entry));
  const found = search === '' ? null : readPattern(search).pattern.place(row);
  if (found)
    canvas.select(y, TEXT_AT + widthOf(row.slice(0, found.from)), widthOf(row.substr(found.from, found.length)));
}

function rowsOf(entry: LogEntry, width: number, signs: Glyphs): string[] {
  return paragraph(sentence(entry, signs), Math.max(width - TEXT_AT, 1));
}

/** An alert is shown without its name, which only commands need. */
function sentence(entry: LogEntry, {alert}: Glyphs): string {
  if (entry.kind === 'fact') return describe(entry);
  return entry.kind === 'raised' ? `${alert} ${entry.text}` : `over: ${entry.text}`;
}

const FACT_TONES: {readonly [kind: string]: Tone} = {
  command_refused: 'warn',
  domain_hung: 'bad',
  domain_crashed: 'bad',
  line_given_up: 'bad',
  line_killed: 'bad',
  host_lost: 'bad',
  domain_ready: 'good',
  device_probed: 'good',
  marker_added: 'accent',
};

function toneOf(entry: LogEntry): Tone {
  if (entry.kind === 'fact') return FACT_TONES[entry.fact.kind] ?? 'normal';
  return entry.kind === 'raised' ? 'bad' : 'good';
}
