import type {SourceTroubleFrame} from '../frame/frame.ts';
import type {DomainState, Hang, LineState, Ns, Power, ResetMethod, ToolstackState, Trigger} from '../words.ts';
import type {Knowledge} from './knowledge.ts';

/**
 * Everything a viewer must know to begin here: wiring, totals and states, no history. It stands first in every stream, and
 * again wherever a reader may enter. Lists are complete: a line, CPU, domain or device that is not in them does not exist.
 */
export type Keyframe = {
  kind: 'keyframe';
  t: Ns;
  /** observed: the host is switched off. */
  down?: true;
  /** observed: the CPUs that are online, ascending; `perCpu` everywhere follows this order. */
  cpus: number[];
  lines: LineKeyframe[];
  domains: DomainKeyframe[];
  devices: DeviceKeyframe[];
  /** observed: the trouble with the program that sends the records; left out: unchanged. */
  sourceTrouble?: SourceTroubleFrame;
};

/**
 * A line or a counter. The `perCpu` of a counter may have fewer numbers than there are CPUs (ERR has one for all), or more: those of
 * CPUs that are not online, numbered on from the highest. Where a counter of 32 bits wraps at this t, it stands below 0, so that the
 * next sample brings it to its present value.
 */
export type LineKeyframe = {
  /** observed: the name of the line, as `/proc/interrupts` has it: `169`, `LOC`. */
  irq: string;
  /** observed: a row that counts and is no line: NMI, LOC, ERR, MIS. It has no state, devices or domains. */
  counter?: true;
  /** observed: controller as its kernel names it: `IO-APIC-level`. */
  chip: string | null;
  /** observed: level lines re-fire while asserted, edge lines do not. */
  trigger: Trigger | null;
  /** observed: the devices wired to the line, in the order of their handlers. */
  devices: string[];
  /** observed: the domains bound to the line, in bind order; `null` when the source does not know domains. */
  domains: string[] | null;
  /** observed: `null` when the source does not know it, like /proc/interrupts. */
  state: LineState | null;
  /** observed: the time at which this state began. */
  stateSinceNs?: Ns;
  /** observed: domains that were notified and have not acknowledged. */
  owedBy: string[] | null;
  /** truth: of the bound guests' own detectors, the highest count of unhandled interrupts in a row of windows; left out: 0 or unknown. */
  unhandled?: number;
  /** observed: interrupts taken since the source began to count, by CPU; `null`: unknown. */
  perCpu: number[] | null;
  /** observed; what the source knows of others, and not of this line. */
  unknown?: readonly Knowledge[];
};

export type DomainKeyframe = {
  /** observed: as the hypervisor numbers it. */
  id: number;
  /** observed */
  name: string;
  /** observed: crashed, destroyed or not yet there, so that it can not answer. */
  down: boolean;
  /** observed: how often it was built again, each time with a `domain_booting`; `null`: unknown. */
  restarts: number | null;
  /** observed: since when its oldest debt stands; left out: it has none, or it is unknown. */
  oldestDebtSinceNs?: Ns;
  /** observed: since when it has not answered at all; left out: it has answered everything, or it is unknown. */
  silentSinceNs?: Ns;
  /** observed: as the toolstack reports it; left out: unknown. */
  toolstackState?: ToolstackState;
  /** truth */
  state?: DomainState;
  /** truth: how it hangs, when it does. */
  hang?: Hang;
  /** observed; what the source knows of others, and not of this domain. */
  unknown?: readonly Knowledge[];
};

export type DeviceKeyframe = {
  /** observed */
  name: string;
  /** observed: the line it is wired to. */
  line: string | null;
  /** observed: the domain that drives it; `null`: the supervisor, or unknown. */
  domain: string | null;
  /** observed */
  power: Power | null;
  /** observed: it holds its pin up (level) or has a cause nobody served (edge); `null`: unknown. */
  asserted: boolean | null;
  /** observed: how it can be reset, the best way first; empty: not at all; left out: unknown. */
  resets?: ResetMethod[];
  /** truth: initialised by its driver, so that it works and interrupts. */
  inService?: boolean;
  /** truth: causes raised since the start; these four left out: 0 where causes are known. */
  raised?: number;
  /** truth: causes served since the start. */
  served?: number;
  /** truth: of these, served more than 10 ms after they were raised. */
  late?: number;
  /** truth: causes lost since the start. */
  lost?: number;
  /** observed; what the source knows of others, and not of this device. */
  unknown?: readonly Knowledge[];
};
