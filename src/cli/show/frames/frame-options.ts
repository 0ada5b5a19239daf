import {setTimeout as sleep} from 'node:timers/promises';
import {type LineSelection, shownLines, wantedLines} from '../../../model/frame/shown-lines.ts';
import type {LogEntry} from '../../../model/view/view.ts';
import {moment} from '../../../model/words/numbers.ts';
import {describe, writeCommand} from '../../../model/words/sentences.ts';
import type {Frame} from '../../../protocol/frame/frame.ts';
import type {Fact} from '../../../protocol/record/fact.ts';
import type {Ns} from '../../../protocol/words.ts';
import {openPace, type Speed} from '../../../session/pace.ts';
import type {Session} from '../../../session/session.ts';
import {frameWidth, type Io} from '../../program/io.ts';
import type {Values} from '../../program/options/option-row.ts';
import type {RUN_OPTIONS} from '../../program/options/run-options.ts';
import type {LINES_OPTIONS} from '../../program/options/shared-options.ts';
import {paintedBy, painter} from '../color.ts';
import {droppedColumns} from './lines-table.ts';
import {plainFrame} from './plain-frame.ts';
import type {WriteFrame} from './play-frames.ts';

/** The options of all commands that print frames. */
export type ShowOptions = Pick<Values<typeof RUN_OPTIONS>, 'batch' | 'json' | 'color' | 'speed' | 'quiet'> &
  LinesOptions;
export type LinesOptions = Values<typeof LINES_OPTIONS>;

/** Prints a sentence on stderr, unless `-q` is given. */
export type Say = (sentence: string) => void;

/** The function that formats frames, as the options ask. */
export function writeFrameOf(session: Session, options: ShowOptions, say: Say, io: Io): WriteFrame {
  const next = framesOf(session, options);
  return options.json ? jsonFrames(next, say) : plainFrames(next, options, say, io);
}

export function sayOf({quiet}: Pick<ShowOptions, 'quiet'>, io: Io): Say {
  return quiet ? () => {} : sentence => io.say(`irqdeck: ${sentence}`);
}

/** Waits until a time is due on the wall clock, or the user interrupts. */
export function paceOf(options: ShowOptions, io: Io, startNs: Ns = 0): (t: Ns) => Promise<void> {
  const {signal} = io;
  const pace = openPace({now: () => performance.now(), speed: speedOf(options, io), startNs});
  return async t => {
    for (let ms = pace.waitMs(t); ms > 0 && !signal.aborted; ms = pace.waitMs(t))
      await sleep(Math.min(ms, LONGEST_WAIT_MS), undefined, {signal}).catch(() => {});
    pace.reached(t);
  };
}

// Node's timers can not wait longer than 25 days; at a ten-thousandth of real time a minute takes a week.
const LONGEST_WAIT_MS = 1e9;

function speedOf(options: ShowOptions, io: Io): Speed {
  return options.speed ?? (isBatch(options, io) ? 'max' : 1);
}

/** Whether to open a screen: not with batch output, and not with a number of frames, an end time or a condition. */
export function wantsScreen(options: ShowOptions & Counted, io: Io): boolean {
  const {iterations, until, failOn} = options;
  return iterations === undefined && until === undefined && failOn === undefined && !isBatch(options, io);
}

type Counted = Pick<Values<typeof RUN_OPTIONS>, 'iterations' | 'until' | 'failOn'>;

/** Batch output: by option, or because there is no usable terminal. */
function isBatch({batch, json}: ShowOptions, {isTTY, env}: Io): boolean {
  return Boolean(batch || json || !isTTY || env.TERM === 'dumb' || env.CI);
}

/** The next frame, with the selected lines. */
function framesOf(session: Session, options: LinesOptions): () => Frame {
  const wanted = selectionOf(options);
  let before: Frame | undefined;
  return () => {
    const frame = session.frame();
    const lines = options.sort ? shownLines({frame, before}, wanted) : wantedLines(frame, wanted);
    before = frame;
    return {...frame, lines};
  };
}

/** The selected lines and their order. */
export function selectionOf({sort = BY_NUMBER, filter = NO_FILTER, threshold}: LinesOptions): LineSelection {
  return {sort, filter, threshold: threshold ?? null};
}

const BY_NUMBER = {column: 'irq', reverse: false} as const;
const NO_FILTER = {text: '', inverted: false};

function jsonFrames(next: () => Frame, say: Say): WriteFrame {
  return log => {
    for (const entry of log) sayUnshown(entry, say);
    return {json: `${JSON.stringify(next())}\n`};
  };
}

/** Log entries that a frame in JSON does not contain. */
function sayUnshown(entry: LogEntry, say: Say): void {
  if (entry.kind !== 'fact') return;
  const {fact} = entry;
  if (fact.kind === 'command_refused') sayRefused(fact, say);
  else if (fact.kind === 'source_said') say(`${describe(entry)}.`);
}

function sayRefused({t, command, reason}: Fact & {kind: 'command_refused'}, say: Say): void {
  say(`${command ? writeCommand(command) : 'a command'} at ${moment(t)} was refused: ${reason}.`);
}

function plainFrames(next: () => Frame, options: ShowOptions, say: Say, io: Io): WriteFrame {
  const {color = 'auto', cpus, columns} = options;
  const look = {width: frameWidth(io), paint: painter(color, io), speed: speedOf(options, io), cpus, columns};
  let between = '';
  return log => {
    const frame = next();
    if (between === '') sayDropped(droppedColumns(frame, look), look.width, say);
    const text = between + plainFrame(frame, log, look);
    between = '\n';
    return paintedBy(look.paint, text);
  };
}

/** Reported once: the columns of later frames are mostly the same. */
function sayDropped(heads: readonly string[], width: number, say: Say): void {
  if (heads.length > 0)
    say(`no room in ${width} columns for ${heads.join(', ')}; COLUMNS=200, -o or a pipe shows what there is.`);
}
