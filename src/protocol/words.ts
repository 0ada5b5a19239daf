// The words that several parts of the dictionary share. `null` always means: unknown to this source.

/** Integer nanoseconds since the start of the run or recording; exact in a float64 for 104 days. */
export type Ns = number;

export const NS_PER_MS = 1_000_000;
export const NS_PER_S = 1_000_000_000;

/** Time between samples of a simulation where none is given. */
export const DEFAULT_INTERVAL_NS = 100 * NS_PER_MS;

/** Between frames, where nobody asked for another time: a second. */
export const DEFAULT_DELAY_NS = NS_PER_S;

/**
 * The state of a line.
 * `open`: can deliver. `in-flight`: held until acknowledged, the pin masked or its EOI withheld. `masked`: by an operator.
 * `limited`: by a rate limit. `disabled`: nobody is bound. `killed`: nobody cared, and nothing will release it.
 */
export const LINE_STATES = ['open', 'in-flight', 'masked', 'limited', 'disabled', 'killed'] as const;
export type LineState = (typeof LINE_STATES)[number];

/** Why a line could not deliver; shares of time are counted by it. */
export type HoldReason = Exclude<LineState, 'open'>;

/**
 * Why a line was released: by the last acknowledgement, by the forced-EOI timer, because the last debtor was unbound, by an
 * operator's `unmask_line`, by the limiter's timer.
 */
export const RELEASE_REASONS = ['acked', 'forced', 'unbound', 'operator', 'limiter'] as const;
export type ReleaseReason = (typeof RELEASE_REASONS)[number];

/** What a domain really is. Only a simulator, or a toolstack's own list, knows it. */
export const DOMAIN_STATES = ['running', 'slow', 'hung', 'crashed', 'paused', 'restarting', 'dead'] as const;
export type DomainState = (typeof DOMAIN_STATES)[number];

/**
 * The state of a domain as a toolstack reports it, which does not see whether a domain hangs. `shutdown`: it has stopped by itself, and is not
 * destroyed yet.
 */
export const TOOLSTACK_STATES = ['running', 'paused', 'crashed', 'booting', 'shutdown', 'dead'] as const;
export type ToolstackState = (typeof TOOLSTACK_STATES)[number];

/**
 * How a domain hangs. `stuck`: its vCPUs spin, no handler runs. `deaf`: it acknowledges, or returns *handled*, and never silences its device.
 * Where one kernel runs all handlers: `silent`, its handler returns *not mine*; `spin`, its handler never returns; `thread`, its one-shot
 * thread never finishes.
 */
export const HANGS = ['stuck', 'deaf', 'silent', 'spin', 'thread'] as const;
export type Hang = (typeof HANGS)[number];

export type Trigger = 'level' | 'edge';

/** Culprits of a starvation that are no domain; a line that withholds the EOI is `line:IRQ`. No domain may have such a name. */
const OTHER_CULPRITS: readonly string[] = ['operator', 'limiter', 'toolstack'];

/** Whether a name among the culprits of a starvation is not that of a domain. */
export function isOtherCulprit(name: string): boolean {
  return OTHER_CULPRITS.includes(name) || name.startsWith('line:');
}

/** PCI power state of a device. */
export const POWERS = ['D0', 'D3hot', 'D3cold'] as const;
export type Power = (typeof POWERS)[number];

/**
 * How a device can be reset: function-level reset, power-management reset (D3hot and back), secondary bus reset, which takes everything
 * on the bus along, and D3cold, the power of its slot switched off and on.
 */
export const RESET_METHODS = ['flr', 'pm', 'bus', 'd3cold'] as const;
export type ResetMethod = (typeof RESET_METHODS)[number];

/** How a boot ends: it works; it crashes instead of binding its lines; it binds them and its devices do not come up. */
export const BOOT_ENDS = ['ready', 'crash', 'no-device'] as const;
export type BootEnd = (typeof BOOT_ENDS)[number];

/** `up`; `livelocked`: a CPU does nothing but take interrupts; `down`: switched off, as while a card is moved; `lost`: the watchdog gave it up. */
export type HostState = 'up' | 'livelocked' | 'down' | 'lost';

/**
 * The trouble with a watched program. `silent`: it sends nothing. `deaf`: it does not answer commands. `flood`: it sends more
 * than can be processed. `ended`: it will never send anything again.
 */
export const SOURCE_TROUBLES = ['silent', 'deaf', 'flood', 'ended'] as const;
export type SourceTrouble = (typeof SOURCE_TROUBLES)[number];

/** Our verdict on a domain, from its acknowledgements alone. */
export type Health = 'ok' | 'slow' | 'hung' | 'down' | 'unknown';
