/**
 * How long a test waits for something before it takes it for a hang. A machine that is busy with other things makes any program ten times
 * as slow, and a test that fails by the clock then proves nothing about the program. So no test has a shorter limit of wall time
 * (`test/limits.test.ts`); one that proves "soon" counts CPU time, or goes by the order of events.
 */
export const PATIENCE_MS = 600_000;

const POLL_MS = 10;

/** Waits until there is something, and returns it; `null`, `undefined`, `false`: nothing. `what`: for the message if it never comes. */
export async function until<Value>(
  look: () => Value | Promise<Value>,
  what: () => string = () => String(look),
  pollMs = POLL_MS,
): Promise<NonNullable<Exclude<Value, false>>> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found as NonNullable<Exclude<Value, false>>;
    if (performance.now() > end) throw new Error(`waited in vain for ${what()}`);
    await pause(pollMs);
  }
}

/** Lets other things happen for a while. Nothing may be certain after it but that time has passed: to be certain of more, wait for that. */
export function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
