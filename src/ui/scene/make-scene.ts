import {frame} from '../../model/frame/frame.ts';
import type {View} from '../../model/view/view.ts';
import type {Frame} from '../../protocol/frame/frame.ts';
import type {Steps} from '../../protocol/record/step.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import type {Live} from '../../session/live.ts';
import type {ChartHistory, Scene} from './scene.ts';

export type SceneOptions = Pick<Scene, 'width' | 'height' | 'ui' | 'recorder' | 'drill' | 'keys'> & {
  readonly ascii: boolean;
};

/** The scene of a port as it is now. */
export function makeScene(port: Live, options: SceneOptions): Scene {
  const {header, hardware, timeline, speed, realSpeed, paused, ended, loops} = port;
  const {view, frame, before, history} = known(port);
  return {
    ...options,
    header,
    hardware,
    frame,
    before,
    log: view.log,
    history,
    speed,
    realSpeed,
    paused,
    ended,
    canSend: port.send !== undefined,
    timeline,
    steps: irq => lastSteps(port, irq),
    loops,
  };
}

type Known = Pick<Scene, 'frame' | 'history'> & {view: View; since: View; before: Frame};

/** Several scenes are made of one view: for looking up a key, for its action, for drawing. Their expensive parts are made once. */
const lastKnown = new WeakMap<Live, Known>();

function known(port: Live): Known {
  const {view, before: since} = port;
  const last = lastKnown.get(port);
  if (last?.view === view && last.since === since) return last;
  const before = last?.since === since ? last.before : frame(since, since);
  const next = {view, since, frame: frame(view, since), before, history: historyOf(port.seconds())};
  lastKnown.set(port, next);
  return next;
}

/** How far back to look for the last interrupt of a line, in turn: a busy line has thousands of steps in a second. */
const LOOKS_BACK_NS = [0.02, 1, 120].map(seconds => seconds * NS_PER_S);

function lastSteps({steps, view}: Live, irq: string): Steps {
  let found: Steps = {steps: []};
  for (const back of LOOKS_BACK_NS) {
    found = steps(irq, Math.max(view.t - back, 0), view.t);
    if (!('steps' in found) || found.steps.some(({what}) => what === 'delivered')) break;
  }
  return found;
}

/**
 * Rates and shares from each view to the next with a new sample. Where samples are more than a second apart, all seconds of one interval
 * get its average. Computed only for the lines that are asked for.
 */
function historyOf(views: readonly View[]): ChartHistory {
  const pairs = views.slice(1).map((_, i) => [views[i], nextSampled(views, i)] as const);
  // A second without a sample so far is unknown.
  if (pairs.at(-1)?.[0].sampledNs === pairs.at(-1)?.[1].sampledNs) pairs.pop();
  return {
    rates: irq => pairs.map(([from, to]) => perSecond(from, to, irq)),
    held: irq => pairs.map(([from, to]) => heldShare(from, to, irq)),
  };
}

/** The first later view with another sample; the last view if there is none. */
function nextSampled(views: readonly View[], at: number): View {
  let next = at + 1;
  while (next < views.length - 1 && views[next].sampledNs === views[at].sampledNs) next++;
  return views[next];
}

function perSecond(from: View, to: View, irq: string): number | null {
  const [before, after] = [from.lines.get(irq), to.lines.get(irq)];
  const covered = to.sampledNs - from.sampledNs;
  if (!before || !after || before.taken === null || after.taken === null || covered <= 0) return null;
  return ((after.taken - before.taken) * NS_PER_S) / covered;
}

function heldShare(from: View, to: View, irq: string): number | null {
  const [before, after] = [from.lines.get(irq)?.heldNs, to.lines.get(irq)?.heldNs];
  const covered = to.sampledNs - from.sampledNs;
  if (!after || covered <= 0) return null;
  const sum = (held: typeof after | null | undefined) => Object.values(held ?? {}).reduce((ns, part) => ns + part, 0);
  return (sum(after) - sum(before)) / covered;
}
