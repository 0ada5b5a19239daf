import {counted, seconds} from '../../../model/words/numbers.ts';
import type {Ns} from '../../../protocol/words.ts';
import {judgePending} from '../../../stage/kept/judge-pending.ts';
import {bestOf} from '../../../stage/kept/kept-files.ts';
import {type DrillResult, type Pending, readResults, resultsFile} from '../../../stage/kept/results.ts';
import {EXIT, type Io, type Printed, screenWidth} from '../../program/io.ts';
import type {DRILL_OPTIONS} from '../../program/options/drill-options.ts';
import type {Values} from '../../program/options/option-row.ts';
import {paintedBy, painter} from '../color.ts';
import {sayOf} from '../frames/frame-options.ts';
import {table} from '../text.ts';

/** A user's results of one drill. */
type Summary = {
  drill: string;
  taken: number;
  won: number;
  best: number;
  bestSeed: number;
  last: number;
  lastSeed: number;
  lastAt: string;
  /** The shortest times of the runs that were won; `null`: it was never won. */
  ttdNs: Ns | null;
  ttcNs: Ns | null;
  ttrNs: Ns | null;
};

/** `irqdeck drill [NAME] --results`: prints the results of each drill that was taken on the screen. */
export async function showResults(
  name: string | undefined,
  options: Values<typeof DRILL_OPTIONS>,
  io: Io,
): Promise<number> {
  const say = sayOf(options, io);
  await judgePending(name, io.env, say);
  const {results, pending, foreign} = readResults(io.env);
  if (foreign > 0)
    say(`${counted(foreign, 'line')} of ${resultsFile(io.env)} can not be read; only the others are shown.`);
  sayPending(pending.filter(isOf(name)), say);
  const rows = [...Map.groupBy(results.filter(isOf(name)), ({drill}) => drill).values()].map(summaryOf);
  if (rows.length === 0) say(name === undefined ? NONE : `${name} was not taken yet; irqdeck drill ${name} takes it.`);
  else
    await io.write(
      options.json ? {json: rows.map(row => `${JSON.stringify(row)}\n`).join('')} : textOf(rows, options, io),
    );
  return EXIT.done;
}

const isOf =
  (name: string | undefined) =>
  ({drill}: {drill: string}) =>
    name === undefined || drill === name;

/** The program may have ended before these were judged, or another process judges them now. */
function sayPending(pending: readonly Pending[], say: (sentence: string) => void): void {
  for (const {drill, seed, won, at} of pending)
    say(`${drill}, seed ${seed}, ${won ? 'won' : 'lost'} at ${at}, is not judged yet, so it is not counted.`);
}

const NONE = 'no drill was taken on the screen yet; irqdeck drill lists them, and irqdeck drill NAME takes one.';

function summaryOf(results: readonly DrillResult[]): Summary {
  const best = bestOf(results)!;
  const last = results.at(-1)!;
  const won = results.filter(({passed}) => passed);
  const least = (time: 'ttdNs' | 'ttcNs' | 'ttrNs') => {
    const times = won.flatMap(result => result[time] ?? []);
    return times.length === 0 ? null : Math.min(...times);
  };
  return {
    drill: last.drill,
    taken: results.length,
    won: won.length,
    best: best.score,
    bestSeed: best.seed,
    last: last.score,
    lastSeed: last.seed,
    lastAt: last.at,
    ttdNs: least('ttdNs'),
    ttcNs: least('ttcNs'),
    ttrNs: least('ttrNs'),
  };
}

function textOf(rows: readonly Summary[], {color = 'auto'}: Values<typeof DRILL_OPTIONS>, io: Io): Printed {
  const time = (ns: Ns | null) => ({text: ns === null ? '-' : seconds(ns)});
  const cells = rows.map(({drill, taken, won, best, last, lastAt, ttdNs, ttcNs, ttrNs}) => [
    {text: drill},
    {text: String(taken)},
    {text: String(won)},
    {text: String(best)},
    {text: String(last)},
    time(ttdNs),
    time(ttcNs),
    time(ttrNs),
    {text: lastAt.slice(0, 10)},
  ]);
  const paint = painter(color, io);
  return paintedBy(paint, `${table(COLUMNS, cells, screenWidth(io), paint).join('\n')}\n`);
}

const COLUMNS = [
  {head: 'DRILL'},
  ...['TAKEN', 'WON', 'BEST', 'LAST', 'DETECTED', 'CONTAINED', 'RECOVERED'].map(
    head => ({head, align: 'right'}) as const,
  ),
  {head: 'LAST TAKEN'},
];
