import type {Comparison} from '../../../compare/compare.ts';
import {guilty} from '../../../compare/innocent.ts';
import type {Measure, Summary} from '../../../compare/summary.ts';
import {moment} from '../../../model/words/numbers.ts';
import {paragraph} from '../../../model/words/paragraph.ts';
import {writeCommand} from '../../../model/words/sentences.ts';
import {asSet} from '../../../protocol/record/header.ts';
import type {Paint} from '../color.ts';
import {described, type TextCell, type TextColumn, table, tableWidth} from '../text.ts';
import {inNumbers, inPercent, inSeconds, inUnits, type Range} from './range.ts';

export type ComparisonLook = {width: number; paint: Paint};

/** A comparison as text: the commands, a row for each policy, the meaning of the columns. Ends with a newline. */
export function comparisonTable(
  comparison: Comparison,
  rows: readonly Summary[],
  interrupted: boolean,
  look: ComparisonLook,
): string {
  const columns = fitting(rows, look.width);
  const blocks = [
    heading(comparison, rows, interrupted, look),
    table([POLICY, HOST, ...columns], cellsOf(rows, columns), look.width, look.paint),
    notes(rows, look.width),
    [''],
    legend(comparison, columns, look.width),
  ];
  return `${blocks.flat().join('\n')}\n`;
}

type MeasureColumn = TextColumn & {
  measure: Measure;
  write(spread: NonNullable<Summary[Measure]>): Range;
  /** What the column shows; `devices` is their number. */
  title(devices: number): string;
};

const POLICY: TextColumn = {head: 'POLICY'};
const HOST: TextColumn = {head: 'HOST'};
const COLUMNS: readonly MeasureColumn[] = [
  {
    measure: 'starvedNs',
    head: 'STARVED',
    write: inSeconds,
    title: () => 'total time in which innocent domains were not notified although their device asked',
  },
  {
    measure: 'late',
    head: 'LATE',
    write: inNumbers,
    title: () =>
      'requests of innocent devices that were served after more than 10 ms, or wait longer than that at the end',
  },
  {
    measure: 'p99Ns',
    head: 'P99',
    write: inUnits,
    title: () => 'for the worst innocent device: 99 % of its requests were served in this time',
  },
  {
    measure: 'lost',
    head: 'LOST',
    write: inNumbers,
    title: () => 'requests of any device that will never be served: its queue was full, or a reset dropped them',
  },
  {
    measure: 'stormNs',
    head: 'STORM',
    write: inSeconds,
    title: () => 'time in which a line had over 10,000 interrupts per second or took half a CPU',
  },
  {
    measure: 'maskedNs',
    head: 'MASKED',
    write: inSeconds,
    title: () => 'total time in which lines could not deliver, for any reason',
  },
  {
    measure: 'outOfService',
    head: 'OUT',
    write: inPercent,
    title: devices => `average share of the ${devices} devices that was out of service`,
  },
  {
    measure: 'recoveredNs',
    head: 'RECOVERY',
    write: inSeconds,
    title: () =>
      'time until all devices were in service, no domain starved for over a tenth of the time, and no line stormed',
  },
];

/** Columns that a narrow terminal omits, in this order. */
const DISPENSABLE: readonly Measure[] = ['maskedNs', 'stormNs', 'p99Ns', 'late', 'lost'];

function fitting(rows: readonly Summary[], width: number): readonly MeasureColumn[] {
  let columns = COLUMNS.map(column => ({...column, align: 'right' as const}));
  for (const measure of DISPENSABLE) {
    if (tableWidth([POLICY, HOST, ...columns], cellsOf(rows, columns), false) <= width) break;
    columns = columns.filter(column => column.measure !== measure);
  }
  return columns;
}

/** A row of medians; below it a row of ranges, if any values differ. */
function cellsOf(rows: readonly Summary[], columns: readonly MeasureColumn[]): TextCell[][] {
  return rows.flatMap(row => {
    const ranges = columns.map(({measure, write}) => (row[measure] ? write(row[measure]) : {text: '', between: ''}));
    const host = hostOf(row);
    const medians: TextCell[] = [{text: row.policy}, host.cell, ...ranges.map(({text}) => ({text}))];
    const between = [host.between, ...ranges.map(range => range.between)];
    if (between.every(text => text === '')) return [medians];
    return [medians, [{text: ''}, ...between.map((text): TextCell => ({text, style: 'dim'}))]];
  });
}

function hostOf({host, refused}: Summary): {cell: TextCell; between: string} {
  if (refused !== undefined) return {cell: {text: 'refused', style: 'warn'}, between: ''};
  if (!host) return {cell: {text: 'not run', style: 'warn'}, between: ''};
  if (host.lostNs === null) return {cell: {text: 'up', style: 'good'}, between: ''};
  const {text, between} = inSeconds(host.lostNs);
  const all = host.lost + host.survived;
  const times = host.lost === all ? 'lost' : `${host.lost} of ${all} lost`;
  return {cell: {text: times, style: 'bad'}, between: between === '' ? text : `${between} s`};
}

function heading(
  {script, seeds, policies}: Comparison,
  rows: readonly Summary[],
  interrupted: boolean,
  {width, paint}: ComparisonLook,
): string[] {
  const {scenario, schedule, untilNs, hardware} = script;
  const done = rows.reduce((sum, row) => sum + row.seeds, 0);
  const parts = [
    `== ${asSet(scenario.name, scenario.settings)}`,
    moment(untilNs),
    `${policies.length} ${policies.length === 1 ? 'policy' : 'policies'}`,
    seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds[seeds.length - 1]}`,
    `hardware ${hardware}`,
    ...(interrupted ? [`interrupted after ${done} runs`] : []),
  ];
  return [
    ...paragraph(parts.join(', '), width).map(line => paint(line, 'head')),
    ...schedule.flatMap(({t, command}) => paragraph(`${moment(t)} ${writeCommand(command)}`, width)),
  ];
}

/** Reasons of refusals, which do not fit in a row. */
function notes(rows: readonly Summary[], width: number): string[] {
  const sentences = rows.flatMap(({policy, refused, refusedCommands = [], seeds}) => [
    ...(refused === undefined ? [] : [`${policy} is refused: ${refused}.`]),
    ...refusedCommands.map(
      ({t, command, seeds: times, reason}) =>
        `${policy}: ${writeCommand(command)} at ${moment(t)} was refused in ${times} of ${seeds} runs: ${reason}.`,
    ),
  ]);
  return sentences.flatMap(sentence => paragraph(sentence, width));
}

function legend({script}: Comparison, columns: readonly MeasureColumn[], width: number): string[] {
  const {domains, devices} = script.scenario.machine;
  const named = guilty(script.schedule, {devices});
  const innocent = domains.map(({name}) => name).filter(name => !named.has(name));
  const from =
    script.schedule.length === 0
      ? 'Everything is counted from the start'
      : 'Everything is counted from the first command on';
  return [
    ...paragraph(
      `Medians over the seeds; below them minimum and maximum; below lost, the time. ${from}. Innocent domains are those that no command names: ${innocent.join(', ') || 'none'}.`,
      width,
    ),
    ...described(
      columns.map(({head, title}): [string, string] => [head, title(devices.length)]),
      width,
    ),
  ];
}
