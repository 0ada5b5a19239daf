import {setFlagsFromString} from 'node:v8';

/**
 * Keeps the heap small, for a few percent of CPU time, so only for a screen. Objects of a frame are garbage at the next frame, those of
 * a second after two minutes; by default V8 would collect them only at about 100 MB.
 */
export function keepSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}
