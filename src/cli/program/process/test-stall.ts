import type {Io} from '../io.ts';

/** For tests only, and documented only here: IRQDECK_TEST_SPIN=MS blocks the event loop for ever, MS milliseconds after the screen has opened. */
export function stallWhenTested({IRQDECK_TEST_SPIN: ms}: Io['env']): void {
  if (ms && /^\d+$/.test(ms)) setTimeout(stall, Number(ms));
}

function stall(): never {
  for (;;);
}
