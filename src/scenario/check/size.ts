import type {Document} from '../format/document.ts';
import {MAX_RATE} from '../format/kinds.ts';
import type {Fault} from './fault.ts';

/** Counters of all lines, one for each CPU. More would not fit into memory. */
const MAX_COUNTERS = 4_000_000;
/** Causes that the queues of all devices can hold together. */
const MAX_QUEUED = 8_000_000;

/** Values that are allowed alone but not together: the machine would fill the memory, or take hours for one second. */
export function sizeFaults({cpus, lines, devices, counters}: Document): Fault[] {
  const rows = lines.length + counters.length;
  const queued = devices.reduce((sum, {queue}) => sum + queue, 0);
  const perSecond = devices.reduce((sum, {rate}) => sum + rate, 0);
  const tooMuch = (path: Fault['path'], sentence: string): Fault => ({path, sentence});
  return [
    ...(rows * cpus > MAX_COUNTERS
      ? [tooMuch(['cpus'], `${rows} rows on ${cpus} CPUs need too many counters; the maximum is ${MAX_COUNTERS}`)]
      : []),
    ...(queued > MAX_QUEUED
      ? [
          tooMuch(
            ['devices'],
            `the queues hold ${queued} causes together; the maximum is ${MAX_QUEUED}; write smaller queues`,
          ),
        ]
      : []),
    ...(perSecond > MAX_RATE
      ? [
          tooMuch(
            ['devices'],
            `the devices raise ${Math.round(perSecond)} causes per second together; the maximum is ${MAX_RATE}; write lower rates`,
          ),
        ]
      : []),
  ];
}
