import {shownLines} from '../../model/frame/shown-lines.ts';
import {duration, names, share} from '../../model/words/numbers.ts';
import {LINE_STATE_WORDS} from '../../model/words/states.ts';
import type {DeviceFrame, DomainFrame, LineFrame} from '../../protocol/frame/frame.ts';
import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import {becauseCell, frameSpan, starvedCell} from './lines/starved.ts';
import {stuckTone} from './lines/stuck-tone.ts';
import {DOMAIN_SIGNS, HEALTH_TONES, LINE_SIGNS, withSign} from './parts/glyphs.ts';
import {type Cell, type Column, drawTable, textWidth, topRow, UNKNOWN} from './parts/table.ts';
import type {DrawView} from './parts/view.ts';

/** A handler on a line: its device, and the domain of that. Only the first row of a line shows the line. */
type Row = {line: LineFrame; first: boolean; name: string; device?: DeviceFrame; domain?: DomainFrame};

/** The domains that share lines; the lines with most domains first. */
export const sharingView: DrawView = (canvas, scene) => {
  const rows = sharers(scene);
  const selected = rows.findIndex(({line}) => line.irq === selection(scene).line?.irq);
  const shown = canvas.height - 1;
  const last = rows.findLastIndex(({line}) => line.irq === selection(scene).line?.irq);
  // All rows of the selected line are visible, if they fit.
  const top = topRow(Math.max(Math.min(last - shown + 1, selected), 0), selected, shown, rows.length);
  drawTable<Row>(canvas, {columns: columns(scene), rows, top, selected, focused: true}, scene);
  if (rows.length === 0) canvas.text(1, 1, 'no device shares a line with another', 'dim');
};

/** A row for each device on a shared line. */
function sharers(scene: Pick<Scene, 'frame' | 'before' | 'ui'>): Row[] {
  const {frame} = scene;
  const devices = new Map(frame.devices.map(device => [device.name, device]));
  const domains = new Map(frame.domains.map(domain => [domain.name, domain]));
  const shared = shownLines(scene, scene.ui).filter(line => (line.devices?.length ?? 0) > 1);
  shared.sort((one, other) => sharing(other) - sharing(one));
  return shared.flatMap(line =>
    line.devices!.map((name, at) => {
      const device = devices.get(name);
      return {line, first: at === 0, name, device, domain: domains.get(device?.domain ?? '')};
    }),
  );
}

function sharing({domains, devices}: LineFrame): number {
  return (domains?.length ?? 0) * 1000 + (devices?.length ?? 0);
}

function columns(scene: Scene): Column<Row>[] {
  const {lines, domains} = scene.frame;
  const irqWidth = textWidth(lines, ({irq}) => irq, 3, 8);
  const onLines = lines.flatMap(({devices = []}) => devices);
  const deviceWidth = textWidth(onLines, name => name, 6, 20);
  const domainWidth = textWidth(domains, ({name}) => name, 6, 12);
  return [
    {head: 'IRQ', width: irqWidth, right: true, cell: ({line, first}) => (first ? line.irq : '')},
    {head: 'STATE', width: 15, cell: row => (row.first ? stateCell(row.line, scene) : '')},
    {head: 'BLOCKED', width: 7, right: true, cell: row => (row.first ? blockedCell(row.line) : '')},
    {head: 'DEVICE', width: deviceWidth, cell: ({name}) => [[name, 'strong']]},
    {head: 'PIN', width: 8, cell: ({device}) => pinCell(device)},
    {head: 'DOMAIN', width: domainWidth, cell: ({device}) => device?.domain ?? '-'},
    {head: 'STATE', width: 12, cell: ({domain}) => domainCell(domain, scene)},
    {head: 'HEALTH', width: 6, cell: ({domain}) => healthCell(domain)},
    {head: 'UNACKED', width: 7, cell: unackedCell},
    {head: 'STARVED', width: 7, right: true, cell: row => starvedHere(row, starvedCell, scene)},
    {head: 'BECAUSE OF', width: 10, cell: row => starvedHere(row, becauseCell, scene)},
    {head: 'SHARED WITH', width: 24, cell: row => sharedWith(row)},
  ];
}

function stateCell(line: LineFrame, scene: Scene): Cell {
  const {state = 'unknown'} = line;
  return [[withSign(LINE_SIGNS[state], LINE_STATE_WORDS[state], scene), stuckTone(line) ?? LINE_SIGNS[state].tone]];
}

function blockedCell({blockedShare: part}: LineFrame): Cell {
  return part === null || part === undefined
    ? UNKNOWN
    : [[share(part), part >= 0.5 ? 'bad' : part === 0 ? 'dim' : 'normal']];
}

function pinCell(device: DeviceFrame | undefined): Cell {
  if (!device || device.asserted === null) return UNKNOWN;
  return device.asserted ? [['asserted', 'warn']] : [['quiet', 'dim']];
}

function domainCell(domain: DomainFrame | undefined, scene: Scene): Cell {
  if (!domain?.state) return domain ? UNKNOWN : '';
  return [[withSign(DOMAIN_SIGNS[domain.state], domain.state, scene), DOMAIN_SIGNS[domain.state].tone]];
}

function healthCell(domain: DomainFrame | undefined): Cell {
  if (!domain) return '';
  return [[domain.health === 'unknown' ? '?' : domain.health, HEALTH_TONES[domain.health]]];
}

/** For how long the domain has not acknowledged this line. */
function unackedCell({line, domain}: Row): Cell {
  if (!domain) return '';
  if (!line.waitsFor) return UNKNOWN;
  if (!line.waitsFor.includes(domain.name)) return [['-', 'dim']];
  return [[duration(domain.oldestAckAgeNs), stuckTone(line) ?? 'normal']];
}

/** A domain starves on the lines that it shares with the cause. */
function starvedHere({line, domain}: Row, cell: typeof starvedCell, scene: Scene): Cell {
  if (!domain) return '';
  const here = domain.starvedBy?.some(name => line.domains?.includes(name)) ?? true;
  return here ? cell(domain, frameSpan(scene)) : [['-', 'dim']];
}

/** The other domains on the line, which wait when this one does not answer. */
function sharedWith({line, device}: Row): Cell {
  const others = (line.domains ?? []).filter(name => name !== device?.domain);
  return line.domains ? [[names(others, 4), 'dim']] : UNKNOWN;
}
