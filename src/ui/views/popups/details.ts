import {duration, names, rate, share} from '../../../model/words/numbers.ts';
import {paragraph} from '../../../model/words/paragraph.ts';
import type {DeviceFrame, LineFrame, LineFrameState} from '../../../protocol/frame/frame.ts';
import type {Scene} from '../../scene/scene.ts';
import {devicesOn, selection} from '../../scene/selection.ts';
import type {Cell} from '../parts/table.ts';
import type {Sheet} from './sheet.ts';

/** Everything known about the selected line, in words. */
export function detailsSheet({at}: {at: number}, scene: Scene): Sheet {
  const {line} = selection(scene);
  if (!line) return {title: 'details', hint: 'Esc back', rows: ['there is no line']};
  const width = Math.min(scene.width - 6, 100);
  const rows = facts(line, scene).flatMap(([name, text]) => row(name, text, width));
  const shown = scene.height - 4;
  const top = Math.min(at, Math.max(rows.length - shown, 0));
  const hint = rows.length > shown ? 'j k scroll; Esc back' : 'Esc back';
  return {title: `line ${line.irq}`, hint, rows, top, width};
}

const NAME_WIDTH = 12;

/** A long text is wrapped below itself. */
function row(name: string, text: string, width: number): Cell[] {
  return paragraph(text, width - NAME_WIDTH).map((part, at) => [
    [(at === 0 ? name : '').padEnd(NAME_WIDTH), 'dim'],
    [part, text === '?' ? 'unknown' : 'normal'],
  ]);
}

type Fact = readonly [name: string, text: string];

function facts(line: LineFrame, scene: Scene): Fact[] {
  const counts: Fact[] = [
    ['rate', line.rate === null ? '?' : `${rate(line.rate)} a second`],
    ['total', total(line, scene)],
  ];
  if (line.counter) return [['counts', line.chip ?? '?'], ...counts];
  return [
    ['chip', `${line.chip ?? '?'}, trigger ${line.trigger ?? '?'}`],
    ['state', state(line)],
    ['waits for', names(line.waitsFor)],
    ...counts,
    ['blocked', blocked(line)],
    ['released', released(line)],
    ...(line.unhandled === undefined ? [] : [['unhandled', `up to ${line.unhandled} in one guest`] as const]),
    ['domains', domains(line, scene)],
    ...devicesOn(scene.frame, line).map((device, at): Fact => [at === 0 ? 'devices' : '', deviceText(device)]),
  ];
}

const STATES: {readonly [state in LineFrameState]: string} = {
  open: 'open: it can deliver',
  'in-flight': 'waits for ack: held until all notified domains have acknowledged',
  masked: 'masked by an operator: all domains on it wait',
  limited: 'limited: a rate limit holds it for a while',
  unused: 'unused: no domain is bound to it',
  killed: 'disabled: nobody cared; nothing releases it',
  unknown: '? (unknown to this source)',
};

function state({state: word = 'unknown', blockedForNs}: LineFrame): string {
  return blockedForNs ? `${STATES[word]}; for ${duration(blockedForNs)}` : STATES[word];
}

function total(line: LineFrame, scene: Scene): string {
  return line.total === null ? '?' : `${line.total}: ${onCpus(line, line.total, scene)}`;
}

function onCpus({perCpu}: LineFrame, total: number, {frame}: Scene): string {
  const parts = (perCpu ?? [])
    .map((taken, at) => ({taken, name: `CPU${frame.cpus[at]?.cpu ?? at}`}))
    .filter(({taken}) => taken > 0);
  parts.sort((one, other) => other.taken - one.taken);
  return parts.map(({name, taken}) => `${name} ${taken} (${share(taken / total)})`).join(', ') || 'none';
}

function blocked({blockedShare, blockedReasons = {}}: LineFrame): string {
  if (blockedShare === null || blockedShare === undefined) return '?';
  const parts = Object.entries(blockedReasons).map(([reason, part]) => `${reason} ${share(part)}`);
  return `${share(blockedShare)} of the last second${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

function released({released: by}: LineFrame): string {
  if (!by) return '?';
  return `${by.acked} times by acknowledgement, ${by.forced} times forced, ${by.other} times otherwise`;
}

function domains({domains: bound}: LineFrame, {frame}: Scene): string {
  if (!bound) return '?';
  const described = bound.map(name => `${name} (${frame.domains.find(each => each.name === name)?.health ?? '?'})`);
  return described.join(', ') || 'none bound';
}

function deviceText({name, domain, asserted, power, inService, late, lost}: DeviceFrame): string {
  const parts = [
    `of ${domain ?? '?'}`,
    asserted === null ? 'pin ?' : asserted ? 'asserts its pin' : 'pin quiet',
    ...(inService === false ? ['out of service'] : []),
    ...(power === null || power === 'D0' ? [] : [power]),
    ...(late ? [`${late} served late`] : []),
    ...(lost ? [`${lost} lost`] : []),
  ];
  return `${name}: ${parts.join(', ')}`;
}
