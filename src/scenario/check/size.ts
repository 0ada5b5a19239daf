import type {Document} from '../format/document.ts';
import {MAX_RATE} from '../format/kinds.ts';
import type {Fault} from './fault.ts';

/** Counters that lines have, one for each CPU: more would not fit into memory, nor a frame onto any screen. */
const MAX_COUNTERS = 4_000_000;
/** Causes that all devices together can hold. */
const MAX_QUEUED = 8_000_000;

/** What each value could be, and all of them together can not: a machine that takes all memory, or hours for a second. */
export function sizeFaults({cpus, lines, devices, counters}: Document): Fault[] {
  const rows = lines.length + counters.length;
  const queued = devices.reduce((sum, {queue}) => sum + queue, 0);
  const perSecond = devices.reduce((sum, {rate}) => sum + rate, 0);
  const tooMuch = (path: Fault['path'], sentence: string): Fault => ({path, sentence});
  return [
    ...(rows * cpus > MAX_COUNTERS
      ? [tooMuch(['cpus'], `${rows} rows on ${cpus} CPUs are more than the ${MAX_COUNTERS} counters that there may be`)]
      : []),
    ...(queued > MAX_QUEUED
      ? [
          tooMuch(
            ['devices'],
            `the queues hold ${queued} causes together, and ${MAX_QUEUED} are the most; write smaller ones`,
          ),
        ]
      : []),
    ...(perSecond > MAX_RATE
      ? [
          tooMuch(
            ['devices'],
            `the devices ask ${Math.round(perSecond)} times a second together, and ${MAX_RATE} times are the most; write lower rates`,
          ),
        ]
      : []),
  ];
}
