import type {Io} from '../io.ts';

/**
 * For tests only, and said nowhere else: IRQDECK_TEST_SPIN=MS makes the event loop stand still for ever, so many ms after the screen has
 * opened, as a fault of ours would.
 */
export function stallWhenTested({IRQDECK_TEST_SPIN: ms}: Io['env']): void {
  if (ms && /^\d+$/.test(ms)) setTimeout(spin, Number(ms));
}

function spin(): never {
  for (;;);
}
