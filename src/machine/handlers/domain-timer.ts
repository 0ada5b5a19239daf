import type {Ns} from '../../protocol/words.ts';
import {DOMAIN} from '../memory/records.ts';
import type {Machine} from '../memory/state.ts';

// A domain has one timer: it waits, reacts, is reset, destroyed or booted, one at a time.

/** Starts the domain's one timer; a task that it already stood for is dropped. */
export function runTask(m: Machine, domain: number, task: number, ns: Ns): void {
  const {ints} = m;
  const slot = ints[domain + DOMAIN.slot];
  m.queue.cancel(slot);
  ints[domain + DOMAIN.task] = task;
  m.queue.scheduleAt(m.clock[0] + ns, slot);
}
