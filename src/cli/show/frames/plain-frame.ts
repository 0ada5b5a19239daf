import type {LogEntry} from '../../../model/view/view.ts';
import {digitsOf, moment, rate, share} from '../../../model/words/numbers.ts';
import {flow, paragraph} from '../../../model/words/paragraph.ts';
import {describe} from '../../../model/words/sentences.ts';
import type {CpuFrame, Frame} from '../../../protocol/frame/frame.ts';
import type {HostState} from '../../../protocol/words.ts';
import type {Speed} from '../../../session/pace.ts';
import type {Paint, TextStyle} from '../color.ts';
import {table} from '../text.ts';
import {domainsBlock} from './domains-table.ts';
import {type LinesLook, linesBlock} from './lines-table.ts';

export type PlainLook = LinesLook & {speed: Speed};

/** A frame as text, with the log entries since the previous frame. Ends with a newline. */
export function plainFrame(frame: Frame, log: readonly LogEntry[], look: PlainLook): string {
  const {width, paint, speed} = look;
  const blocks = [
    heading(frame, speed, width, paint),
    linesBlock(frame, look),
    cpusBlock(frame.cpus, width),
    domainsBlock(frame, width, paint),
    alertsBlock(frame, width, paint),
    logBlock(frame, log, width, paint),
  ];
  return `${blocks.flat().join('\n')}\n`;
}

const HOST_STYLES: {[state in HostState | 'unknown']?: TextStyle} = {livelocked: 'bad', lost: 'bad'};

function heading(
  {tNs, file, program, scenario, policy, seed, host}: Frame,
  speed: Speed,
  width: number,
  paint: Paint,
): string[] {
  const parts = [
    `== ${moment(tNs)}`,
    ...[program, file].filter(name => name !== undefined),
    ...(scenario === undefined ? [] : [scenario]),
    ...(policy === undefined ? [] : [`policy ${policy}`]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    `speed ${speed}`,
    `host ${host}`,
  ];
  const style = HOST_STYLES[host] ?? 'head';
  return paragraph(parts.join(', '), width).map(line => paint(line, style));
}

/** With more CPUs than this, only the busiest are shown. */
const MANY_CPUS = 8;
const BUSIEST_CPUS = 4;

function cpusBlock(cpus: readonly CpuFrame[], width: number): string[] {
  if (cpus.every(cpu => load(cpu) === null)) return [];
  const byLoad = [...cpus].sort(
    (a, b) => (b.irqShare ?? 0) - (a.irqShare ?? 0) || (b.rate ?? 0) - (a.rate ?? 0) || a.cpu - b.cpu,
  );
  const shown = cpus.length > MANY_CPUS ? byLoad.slice(0, BUSIEST_CPUS) : cpus;
  const others = byLoad.slice(shown.length);
  const items = shown.map(cpu => `CPU${cpu.cpu} ${load(cpu)}${cpu.irqShare === null ? '' : ` (${rate(cpu.rate)}/s)`}`);
  if (others.length > 0) items.push(`each of ${others.length} more at most ${load(others[0])}`);
  // Some sources know only the number of interrupts, not their time.
  const head = cpus.some(cpu => cpu.irqShare !== null) ? 'in interrupts:' : 'interrupts:';
  return flow([head, ...items.map((item, at) => (at < items.length - 1 ? `${item},` : item))], width);
}

/** The share of time in interrupts; if that is unknown, the interrupt rate. */
function load({irqShare, rate: perSecond}: CpuFrame): string | null {
  if (irqShare !== null) return share(irqShare);
  return perSecond === null ? null : `${rate(perSecond)}/s`;
}

function alertsBlock({alerts, tNs}: Frame, width: number, paint: Paint): string[] {
  if (alerts.length === 0) return [];
  const rows = alerts.map(({sinceNs, kind, text, acknowledged}) => [
    {text: moment(sinceNs, digitsOf(tNs))},
    {text: kind, style: acknowledged ? undefined : ('bad' as const)},
    {text: acknowledged ? `${text} (acknowledged)` : text},
  ]);
  return table([{head: 'SINCE', align: 'right'}, {head: 'ALERT'}, {head: 'WHAT'}], rows, width, paint);
}

/** With more entries than this, only the latest are shown. */
const SHOWN_ENTRIES = 12;

function logBlock({alerts, tNs}: Frame, log: readonly LogEntry[], width: number, paint: Paint): string[] {
  // A standing alert is already in the block above.
  const news = log.filter(entry => entry.kind !== 'raised' || !alerts.some(({id}) => id === entry.alert));
  if (news.length === 0) return [];
  const hidden = news.length - SHOWN_ENTRIES;
  const rows = news
    .slice(-SHOWN_ENTRIES)
    .map(entry => [{text: moment(entry.t, digitsOf(tNs))}, {text: describe(entry)}]);
  if (hidden > 0) rows.unshift([{text: '…'}, {text: `${hidden} more before`}]);
  return table([{head: 'AT', align: 'right'}, {head: 'HAPPENED'}], rows, width, paint);
}
