import {updateState} from '../counted/accounts.ts';
import {noteFact} from '../counted/facts.ts';
import {invalidateAges, invalidateDebt} from '../counted/owed.ts';
import {blame, updateStarvation} from '../counted/starvation.ts';
import {revive} from '../handlers/linux-handlers.ts';
import {RELEASED} from '../memory/codes.ts';
import {deviceName, domainName, lineName} from '../memory/names.ts';
import {devicesOf} from '../memory/queries.ts';
import {BIND, DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {dropEvent} from '../wire/event-channel.ts';
import {clearDebt, findKilled} from '../wire/hold.ts';
import {fire} from '../wire/line.ts';
import {release} from '../wire/release.ts';

// Which domains a line notifies. They are notified in the order in which they bind; a line that no domain is bound to is shut down.

/** Binds a domain to one of its lines, behind those that are bound already. False: it was refused. */
export function bind(m: Machine, b: number): boolean {
  const {ints, times} = m;
  const line = ints[b + BIND.line];
  const reason = m.policy.quiet === 'disable-bit' ? refusesBind(m, b) : null;
  if (reason !== null) {
    const [name, domain] = [lineName(m, line), domainName(m, ints[b + BIND.domain])];
    noteFact(m, {kind: 'bind_refused', line: name, domain, reason});
    return false;
  }
  ints[b + BIND.bound] = 1;
  ints[b + BIND.counted] = 0;
  ints[b + BIND.unhandled] = 0;
  times[(b >> 1) + BIND.lastUnhandled] = -1;
  ints[b + BIND.next] = -1;
  if (ints[line + LINE.bindTail] < 0) ints[line + LINE.bindHead] = b;
  else ints[ints[line + LINE.bindTail] + BIND.next] = b;
  ints[line + LINE.bindTail] = b;
  ints[line + LINE.bound]++;
  ints[line + LINE.bindsChanged] = 1;
  revive(m, line);
  return true;
}

/** Binds a domain to a line at run time, and enables that. */
export function bindLine(m: Machine, b: number): void {
  if (!bind(m, b)) return;
  enableLine(m, m.ints[b + BIND.line]);
  noteBound(m, b);
}

/** The domain is notified no more; its debts are given up, and a line that waited only for it is released. */
export function unbind(m: Machine, domain: number): void {
  const {ints, plan} = m;
  const names: string[] = [];
  for (const b of plan.bindsOf.get(domain)!) {
    if (!ints[b + BIND.bound]) continue;
    names.push(lineName(m, ints[b + BIND.line]));
    unbindOne(m, b);
    invalidateDebt(m, b);
  }
  noteFact(m, {kind: 'domain_unbound', domain: domainName(m, domain), lines: names});
}

/** Unbinds a domain from one line. */
export function unbindLine(m: Machine, b: number): void {
  const {ints} = m;
  unbindOne(m, b);
  invalidateDebt(m, b);
  const [domain, line] = [ints[b + BIND.domain], ints[b + BIND.line]];
  noteFact(m, {kind: 'domain_unbound', domain: domainName(m, domain), lines: [lineName(m, line)]});
}

export function isRefused(m: Machine, b: number): boolean {
  return m.policy.quiet === 'disable-bit' && refusesBind(m, b) !== null;
}

export function enableLine(m: Machine, line: number): void {
  const {ints} = m;
  if (!ints[line + LINE.disabled]) return;
  ints[line + LINE.disabled] = 0;
  noteFact(m, {kind: 'line_enabled', line: lineName(m, line)});
  updateState(m, line);
  fire(m, line);
}

/** Shut down when nobody is bound and the supervisor does not want it either, else enabled. */
export function settleWanted(m: Machine, line: number): void {
  const {ints} = m;
  if (ints[line + LINE.bound] > 0 || ints[line + LINE.ownDevices] >= 0) enableLine(m, line);
  else if (!ints[line + LINE.disabled]) disable(m, line);
}

/** What can not be silenced at its source must have its line for itself. */
function refusesBind(m: Machine, b: number): string | null {
  const {ints, plan} = m;
  const lacking = (each: number) =>
    devicesOf(m, each).filter(device => !plan.quieting[ints[device + DEVICE.index]].bit);
  for (const device of lacking(b)) {
    if (sharers(m, b).length > 0 || devicesOf(m, b).length > 1)
      return `${deviceName(m, device)} has no interrupt disable bit and would share the line`;
  }
  for (const other of sharers(m, b))
    for (const device of lacking(other))
      return `${deviceName(m, device)} has no interrupt disable bit and owns the line`;
  return null;
}

/** Others that are bound to the line. */
function sharers(m: Machine, b: number): number[] {
  const {ints, plan} = m;
  return plan.bindsAt.get(ints[b + BIND.line])!.filter(each => each !== b && ints[each + BIND.bound]);
}

function noteBound(m: Machine, b: number): void {
  const {ints} = m;
  const [domain, line] = [ints[b + BIND.domain], ints[b + BIND.line]];
  noteFact(m, {kind: 'domain_ready', domain: domainName(m, domain), lines: [lineName(m, line)]});
  invalidateAges(m, domain);
}

function unbindOne(m: Machine, b: number): void {
  const {ints} = m;
  const line = ints[b + BIND.line];
  const owed = ints[b + BIND.debt] === 1;
  if (owed) {
    blame(m, b);
    clearDebt(m, b);
  }
  unlink(m, b, line);
  dropEvent(m, b);
  updateStarvation(m, b);
  if (ints[line + LINE.bound] === 0 && ints[line + LINE.ownDevices] < 0) disable(m, line);
  if (!owed) return;
  if (ints[line + LINE.debts] > 0) findKilled(m, line);
  else if (ints[line + LINE.held] && !ints[line + LINE.inService])
    release(m, line, RELEASED.unbound, ints[line + LINE.cpu]);
}

function unlink(m: Machine, b: number, line: number): void {
  const {ints} = m;
  let before = -1;
  for (let at = ints[line + LINE.bindHead]; at !== b; at = ints[at + BIND.next]) before = at;
  if (before < 0) ints[line + LINE.bindHead] = ints[b + BIND.next];
  else ints[before + BIND.next] = ints[b + BIND.next];
  if (ints[line + LINE.bindTail] === b) ints[line + LINE.bindTail] = before;
  ints[b + BIND.bound] = 0;
  ints[line + LINE.gaveUp] -= ints[b + BIND.givenUp];
  ints[b + BIND.givenUp] = 0;
  ints[line + LINE.bound]--;
  ints[line + LINE.bindsChanged] = 1;
}

/** The last sharer is gone: shut down before it is released, against a storm that nobody would answer. */
function disable(m: Machine, line: number): void {
  const {ints} = m;
  ints[line + LINE.disabled] = 1;
  noteFact(m, {kind: 'line_disabled', line: lineName(m, line)});
  updateState(m, line);
}
