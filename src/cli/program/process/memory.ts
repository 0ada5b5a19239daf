import {setFlagsFromString} from 'node:v8';

/**
 * Keeps the heap small, at some percent of CPU time, so only for a screen. What it makes for a frame is dead with the next one, and what
 * it keeps of a second after two minutes; V8 would let both lie about until they are 100 MB.
 */
export function keepSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}
