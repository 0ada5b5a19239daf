import {endLineStarvation, updateLineStarvation} from '../counted/starvation.ts';
import {RELEASED} from '../memory/codes.ts';
import {BIND, DEVICE, LINE} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';
import {silenceAndNotify} from '../supervisor/silence-device.ts';
import {serveCauses} from '../wire/device.ts';
import {notify} from '../wire/event-channel.ts';
import {hold} from '../wire/hold.ts';
import {fire} from '../wire/line.ts';
import {release} from '../wire/release.ts';
import {continueHandlers} from './linux-handlers.ts';

// The end of a delivery, where the policies differ. Either all domains are notified and owe, or the supervisor silences the devices that
// ask and notifies their owners alone, or one kernel runs all handlers itself.

/**
 * The end of the delivery: the supervisor's own devices are served, the domains notified, and the line waits for them or fires on. Returns
 * -1, or in one kernel how long the next handler takes.
 */
export function deliver(m: Machine, cpu: number, line: number): number {
  const {ints} = m;
  if (ints[line + LINE.drop]) dropped(m, line);
  else if (m.notifiesAll) notifyAll(m, line);
  else if (m.policy.handlers === 'kernel') {
    const ns = continueHandlers(m, cpu, line);
    if (ns >= 0) return ns;
  } else if (ints[line + LINE.level]) {
    serveOwn(m, line);
    silenceAndNotify(m, cpu, line);
  } else notifyAll(m, line);
  ints[line + LINE.inService] = 0;
  if (ints[line + LINE.debts] > 0) hold(m, line);
  else if (ints[line + LINE.held]) release(m, line, RELEASED.acked, cpu);
  // Where all domains were notified, none begins to starve now.
  if (m.notifiesAll) endLineStarvation(m, line);
  else updateLineStarvation(m, line);
  fire(m, line);
  return -1;
}

function notifyAll(m: Machine, line: number): void {
  const {ints} = m;
  serveOwn(m, line);
  for (let bind = ints[line + LINE.bindHead]; bind >= 0; bind = ints[bind + BIND.next]) notify(m, bind);
}

function serveOwn(m: Machine, line: number): void {
  const {ints} = m;
  for (let device = ints[line + LINE.ownDevices]; device >= 0; device = ints[device + DEVICE.next])
    serveCauses(m, device);
}

function dropped(m: Machine, line: number): void {
  m.ints[line + LINE.drop] = 0;
  m.ints[line + LINE.inService] = 0;
  updateLineStarvation(m, line);
}
