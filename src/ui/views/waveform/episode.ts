import type {LineFrame} from '../../../protocol/frame/frame.ts';
import type {Step} from '../../../protocol/record/step.ts';
import type {Ns} from '../../../protocol/words.ts';

/** The life of one interrupt up to what is shown: from what caused it to what let the line go, or to now. */
export type Episode = {
  readonly steps: readonly Step[];
  /** Who takes part, in the order of the picture. */
  readonly actors: readonly Actor[];
};

export type Actor = {
  readonly kind: 'device' | 'line' | 'domain';
  readonly name: string;
  /** Up (a pin), held (a line), in debt (a domain): after each step. */
  readonly levels: readonly boolean[];
  /** What it does at each step, in a word; empty: nothing. */
  readonly marks: readonly string[];
};

/** The last delivery among the steps of a line, with what led to it; `null`: none is kept. Later ones of one long hold belong to it. */
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

/** What a step means for an actor: a word, and whether it is up afterwards, where that changes. */
type Meaning = readonly [mark: string, level?: boolean];
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
  notified: ['told', true],
  coalesced: ['again', true],
  handled: ['served'],
  not_mine: ['no'],
  acknowledged: ['paid', false],
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
  const marks: string[] = [];
  let level = before;
  for (const step of steps) {
    const [mark, after = level] = meaning(step) ?? [''];
    level = after;
    levels.push(level);
    marks.push(mark);
  }
  return {kind, name, levels, marks};
}

/** Whether a pin was up just before a time: what its next step ends, or else what it is now. */
function pinAt(t: Ns, device: string, all: readonly Step[], asserted: ReadonlySet<string>): boolean {
  const next = all.find(step => step.t >= t && step.device === device && PIN[step.what]);
  return next ? next.what === 'quiet' : asserted.has(device);
}

/**
 * Places of the steps that are shown where only so many fit: how it began, which tells who was told and who paid, and the last ones, where
 * one stands. `null`: those between are left out.
 */
export function fittingSteps(count: number, room: number): readonly (number | null)[] {
  const places = Array.from({length: count}, (_, place) => place);
  if (count <= room) return places;
  const last = Math.max(Math.floor(room / 4), 1);
  const first = Math.max(room - last - 1, 0);
  return [...places.slice(0, first), ...(room > 1 ? [null] : []), ...places.slice(count - last)];
}
