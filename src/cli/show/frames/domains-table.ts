import {duration, names} from '../../../model/words/numbers.ts';
import type {DeviceFrame, DomainFrame, Frame} from '../../../protocol/frame/frame.ts';
import {type DomainState, type Health, NS_PER_MS} from '../../../protocol/words.ts';
import type {Paint, TextStyle} from '../color.ts';
import {type TextCell, type TextColumn, table} from '../text.ts';

/** The domains, with their missing acknowledgements and starvation; below them the devices that have a problem. */
export function domainsBlock({domains, devices}: Frame, width: number, paint: Paint): string[] {
  const troubled = devices.filter(isTroubled);
  return [
    ...(domains.length === 0 ? [] : table(DOMAIN_COLUMNS, domains.map(domainCells), width, paint)),
    ...(troubled.length === 0 ? [] : table(DEVICE_COLUMNS, troubled.map(deviceCells), width, paint)),
  ];
}

const DOMAIN_COLUMNS: readonly TextColumn[] = [
  {head: 'DOMAIN'},
  {head: 'STATE', least: 10},
  {head: 'HEALTH'},
  {head: 'UNACKED'},
  {head: 'FOR', align: 'right', least: 7},
  {head: 'ACK P99', align: 'right'},
  {head: 'RESTARTS', align: 'right'},
  {head: 'STARVED'},
];

function domainCells(domain: DomainFrame): TextCell[] {
  const {name, state, health, unacked, oldestAckAgeNs, ackP99Ns, restarts} = domain;
  return [
    {text: name},
    {text: state ?? '?', style: state && STATE_STYLES[state]},
    {text: health, style: HEALTH_STYLES[health]},
    {text: names(unacked, 3)},
    {text: duration(oldestAckAgeNs)},
    {text: duration(ackP99Ns ?? 0)},
    {text: restarts === 0 ? '-' : String(restarts ?? '?')},
    starved(domain),
  ];
}

const STATE_STYLES: {[state in DomainState]?: TextStyle} = {
  slow: 'warn',
  hung: 'bad',
  crashed: 'bad',
  paused: 'warn',
  restarting: 'warn',
  dead: 'bad',
};

const HEALTH_STYLES: {[health in Health]?: TextStyle} = {ok: 'good', slow: 'warn', hung: 'bad', down: 'bad'};

/** Every handler waits a little while another one runs; this much is noticeable. */
const MUCH_STARVED_NS = 100 * NS_PER_MS;

/** How long it starved since the last frame, and because of which domains. */
function starved({starvedNs, starvedBy = []}: DomainFrame): TextCell {
  if (!starvedNs) return {text: duration(starvedNs)};
  const by = starvedBy.length === 0 ? '' : ` by ${starvedBy.join(', ')}`;
  return {text: duration(starvedNs) + by, style: starvedNs < MUCH_STARVED_NS ? undefined : 'bad'};
}

function isTroubled({inService, power, late, lost}: DeviceFrame): boolean {
  return inService === false || power === 'D3hot' || Boolean(late) || Boolean(lost);
}

const DEVICE_COLUMNS: readonly TextColumn[] = [
  {head: 'DEVICE'},
  {head: 'LINE'},
  {head: 'PIN'},
  {head: 'POWER'},
  {head: 'RAISED', align: 'right'},
  {head: 'SERVED', align: 'right'},
  {head: 'LATE', align: 'right'},
  {head: 'LOST', align: 'right'},
  {head: 'P99', align: 'right'},
  {head: 'SERVICE'},
];

function deviceCells(device: DeviceFrame): TextCell[] {
  const {name, line, asserted, power, raised, served, late, lost, p99Ns, inService} = device;
  return [
    {text: name},
    {text: line ?? '-'},
    {text: asserted === null ? '?' : asserted ? 'asserted' : 'quiet'},
    {text: power ?? '?'},
    ...[raised, served, late, lost].map(count => ({text: String(count ?? '?')})),
    {text: duration(p99Ns ?? 0)},
    inService === undefined ? {text: '?'} : inService ? {text: 'in'} : {text: 'out', style: 'bad' as const},
  ];
}
