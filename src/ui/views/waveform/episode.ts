import type {LineFrame} from '../../../protocol/frame/frame.ts';
import type {Step} from '../../../protocol/record/step.ts';
import type {Ns} from '../../../protocol/words.ts';

/** One interrupt, up to the time shown: from its cause to the release of the line, or to now. */
export type Episode = {
  readonly steps: readonly Step[];
  /** The devices, line and domains involved, in the order of their rows. */
  readonly actors: readonly Actor[];
};

export type Actor = {
  readonly kind: 'device' | 'line' | 'domain';
  readonly name: string;
  /** After each step: whether the pin is up, the line held, the domain in debt. */
  readonly levels: readonly boolean[];
  /** What it does at each step, in a word; '': nothing. */
  readonly labels: readonly string[];
};

/** The last delivery among the steps of a line, with its causes, up to the last step; `null`: no delivery is in memory. */
export function lastEpisode(all: readonly Step[], line: LineFrame, asserted: ReadonlySet<string>): Episode | null {
  const delivered = all.findLastIndex(({what}) => what === 'delivered');
  if (delivered < 0) return null;
  const before = all.slice(0, delivered).findLastIndex(({what}) => what === 'released' || what === 'forced');
  const causes = all.slice(before + 1, delivered).slice(-MOST_CAUSES);
  const steps = [...causes, ...all.slice(delivered)];
  return {steps, actors: actorsOf(steps, all, line, asserted)};
}

const MOST_CAUSES = 4;

function actorsOf(
  steps: readonly Step[],
  all: readonly Step[],
  line: LineFrame,
  asserted: ReadonlySet<string>,
): Actor[] {
  const domains = [...new Set(steps.flatMap(({domain}) => domain ?? []))];
  const [pins, first] = [line.devices ?? [], steps[0].t];
  return [
    ...pins.map(name => {
      const up = pinAt(first, name, all, asserted);
      return actor('device', name, steps, up, ({what, device}) => (device === name ? PIN[what] : undefined));
    }),
    actor('line', line.irq, steps, false, ({what}) => LINE[what]),
    ...domains.map(name =>
      actor('domain', name, steps, false, ({what, domain}) => (domain === name ? DOMAIN[what] : undefined)),
    ),
  ];
}

/** What a step means for an actor: a word, and its level afterwards, if that changes. */
type Meaning = readonly [label: string, level?: boolean];
type Meanings = {readonly [what in Step['what']]?: Meaning};

const PIN: Meanings = {asserted: ['up', true], quiet: ['down', false]};
const LINE: Meanings = {
  delivered: ['taken'],
  masked: ['held', true],
  released: ['open', false],
  forced: ['forced', false],
  lost_edge: ['lost'],
};
const DOMAIN: Meanings = {
  notified: ['owes', true],
  coalesced: ['again', true],
  handled: ['served'],
  not_mine: ['no'],
  acknowledged: ['ack', false],
  void: ['void'],
};

function actor(
  kind: Actor['kind'],
  name: string,
  steps: readonly Step[],
  before: boolean,
  meaning: (step: Step) => Meaning | undefined,
): Actor {
  const levels: boolean[] = [];
  const labels: string[] = [];
  let level = before;
  for (const step of steps) {
    const [label, after = level] = meaning(step) ?? [''];
    level = after;
    levels.push(level);
    labels.push(label);
  }
  return {kind, name, levels, labels};
}

/** Whether a pin was up just before a time: by its next step, else by its state now. */
function pinAt(t: Ns, device: string, all: readonly Step[], asserted: ReadonlySet<string>): boolean {
  const next = all.find(step => step.t >= t && step.device === device && PIN[step.what]);
  return next ? next.what === 'quiet' : asserted.has(device);
}

/**
 * Indexes of the steps to show where only so many fit: the first ones, with the notifications and acknowledgements, and the last ones,
 * up to the time shown. `null` is a gap for those between.
 */
export function fittingSteps(count: number, room: number): readonly (number | null)[] {
  const indexes = Array.from({length: count}, (_, index) => index);
  if (count <= room) return indexes;
  const last = Math.max(Math.floor(room / 4), 1);
  const first = Math.max(room - last - 1, 0);
  return [...indexes.slice(0, first), ...(room > 1 ? [null] : []), ...indexes.slice(count - last)];
}
