/**
 * The signals whose default action ends a process and that Node can handle, with the exit status that a shell shows for each. With a
 * screen, the terminal is restored before each of them takes effect.
 *
 * Not here: KILL, which no process can handle; the faults of a program (ILL TRAP ABRT BUS FPE SEGV SYS), after which its code must not run,
 * and the real-time signals, which Node has no names for: after these the terminal's warden restores it (cli/terminal). PIPE
 * and XFSZ are ignored by Node, so that they end nothing.
 */
export const EXIT_STATUSES = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGQUIT: 131,
  // Node opens its debugger's port on this one, unless it has a listener.
  SIGUSR1: 138,
  SIGUSR2: 140,
  SIGALRM: 142,
  SIGTERM: 143,
  SIGSTKFLT: 144,
  SIGXCPU: 152,
  SIGVTALRM: 154,
  SIGPROF: 155,
  // Two names of one signal.
  SIGIO: 157,
  SIGPOLL: 157,
  SIGPWR: 158,
} as const;

export type EndingSignal = keyof typeof EXIT_STATUSES;

/** Those that this system has: `known` are the system's names and numbers. */
export function endingSignals(known: {readonly [signal: string]: number}): EndingSignal[] {
  return (Object.keys(EXIT_STATUSES) as EndingSignal[]).filter(signal => known[signal] !== undefined);
}

/** All names of a signal. */
export function signalNames(signal: NodeJS.Signals): NodeJS.Signals[] {
  const status = EXIT_STATUSES[signal as EndingSignal];
  return status === undefined
    ? [signal]
    : (Object.keys(EXIT_STATUSES) as EndingSignal[]).filter(each => EXIT_STATUSES[each] === status);
}
