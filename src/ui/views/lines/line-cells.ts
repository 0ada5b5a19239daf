import {deltaOf} from '../../../model/frame/deltas.ts';
import {names, rate, share} from '../../../model/words/numbers.ts';
import {LINE_STATE_WORDS} from '../../../model/words/states.ts';
import type {LineFrame} from '../../../protocol/frame/frame.ts';
import type {Scene} from '../../scene/scene.ts';
import {glyphs, LINE_SIGNS, withSign} from '../parts/glyphs.ts';
import {type Cell, textWidth, UNKNOWN} from '../parts/table.ts';
import {busiestCpu, cpus, numberCell, wholeWidth} from './cpu-columns.ts';
import type {LineColumn} from './line-column.ts';
import {sparkline} from './sparkline.ts';
import {stuckTone} from './stuck-tone.ts';
import {wiring} from './wiring.ts';

/** The columns of the table of lines, in all their forms. Counters, which are not lines, have only names and numbers. */
export const LINE_COLUMNS: {readonly [name in LineColumnName]: (scene: Scene) => LineColumn[]} = {
  irq: ({frame}) => [
    {head: 'IRQ', sort: 'irq', width: textWidth(frame.lines, irqText, 3, 8), right: true, cell: irqCell},
  ],
  chip: ({frame}) => [{head: 'CHIP', width: textWidth(frame.lines, chipText, 4, 24), cell: chipCell}],
  state: scene => [{head: 'STATE', sort: 'state', width: 15, cell: line => stateCell(line, scene)}],
  blocked: () => [{head: 'BLOCKED', sort: 'blocked', width: 7, right: true, cell: blockedCell}],
  rate: scene => [{head: 'RATE', sort: 'rate', width: 5, right: true, cell: line => rateCell(line, scene)}],
  total: scene => [scene.ui.unit === 'delta' ? deltaColumn(scene) : totalColumn(scene)],
  cpus: scene => cpus(scene, 'whole'),
  shortCpus: scene => cpus(scene, 'short'),
  busiest: scene => [busiestCpu(scene)],
  history: scene => [
    {head: 'HISTORY', width: 7, most: 40, right: true, cell: ({irq}, width) => historyCell(irq, width, scene)},
  ],
  waitsFor: ({frame}) => [
    {head: 'WAITS FOR', width: textWidth(frame.domains, ({name}) => name, 7, 12), cell: waitsForCell},
  ],
  wiring: scene => [wiring(scene, 'full')],
  shortWiring: scene => [wiring(scene, 'short')],
  sharers: scene => [wiring(scene, 'domains')],
};

export type LineColumnName =
  | 'irq'
  | 'chip'
  | 'state'
  | 'blocked'
  | 'rate'
  | 'total'
  | 'cpus'
  | 'shortCpus'
  | 'busiest'
  | 'history'
  | 'waitsFor'
  | 'wiring'
  | 'shortWiring'
  | 'sharers';

function irqText({irq}: LineFrame): string {
  return irq;
}

function irqCell({irq, counter}: LineFrame): Cell {
  return [[irq, counter ? 'dim' : 'normal']];
}

/** Controller and trigger; the names of many controllers contain the trigger. */
function chipText({counter, chip, trigger}: LineFrame): string {
  if (counter) return '';
  return trigger && !chip?.includes(trigger) ? `${chip ?? '?'} ${trigger}` : (chip ?? '?');
}

function chipCell(line: LineFrame): Cell {
  return line.counter || line.chip !== null ? chipText(line) : UNKNOWN;
}

function stateCell(line: LineFrame, scene: Scene): Cell {
  if (line.counter) return '';
  const {state = 'unknown'} = line;
  const sign = LINE_SIGNS[state];
  return [[withSign(sign, LINE_STATE_WORDS[state], scene), stuckTone(line) ?? sign.tone]];
}

function blockedCell({counter, blockedShare: part}: LineFrame): Cell {
  if (counter) return '';
  if (part === null || part === undefined) return UNKNOWN;
  return [[share(part), part >= 0.5 ? 'bad' : part >= 0.1 ? 'warn' : part === 0 ? 'dim' : 'normal']];
}

function rateCell(line: LineFrame, {frame}: Scene): Cell {
  const loud = frame.alerts.some(({kind, line: irq}) => irq === line.irq && (kind === 'storm' || kind === 're-firing'));
  if (loud && line.rate !== null) return [[rate(line.rate), 'bad']];
  return numberCell(line.rate, rate);
}

function totalColumn(scene: Scene): LineColumn {
  return {
    head: 'TOTAL',
    sort: 'total',
    width: wholeWidth(scene),
    right: true,
    cell: line => numberCell(line.total, String),
  };
}

function deltaColumn(scene: Scene): LineColumn {
  const cell = (line: LineFrame) => numberCell(deltaOf(line, scene), String);
  return {head: 'DELTA', sort: 'delta', width: 8, right: true, cell};
}

function historyCell(irq: string, width: number, scene: Scene): Cell {
  const rates = scene.history.rates(irq);
  const idle = rates.every(rate => !rate);
  return [[sparkline(rates, width, glyphs(scene)), idle ? 'dim' : 'accent']];
}

function waitsForCell(line: LineFrame): Cell {
  if (line.counter) return '';
  if (!line.waitsFor) return UNKNOWN;
  return [[names(line.waitsFor, 1), line.waitsFor.length === 0 ? 'dim' : (stuckTone(line) ?? 'normal')]];
}
