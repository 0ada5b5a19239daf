import {POLICIES} from '../../src/machine/policy/policy.ts';
import {frame} from '../../src/model/frame/frame.ts';
import type {View} from '../../src/model/view/view.ts';
import type {Command} from '../../src/protocol/command/command.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {openLive} from '../../src/session/live.ts';
import {openPace} from '../../src/session/pace.ts';
import {openSession} from '../../src/session/session.ts';
import {openSimulator} from '../../src/source/simulator/simulator.ts';
import type {Source} from '../../src/source/source.ts';
import {actionFor} from '../../src/ui/keys/key-action.ts';
import {keyNames} from '../../src/ui/keys/key-names.ts';
import {carryOut} from '../../src/ui/reduce/carry-out.ts';
import {reduce} from '../../src/ui/reduce/reduce.ts';
import {makeScene} from '../../src/ui/scene/make-scene.ts';
import type {Scene} from '../../src/ui/scene/scene.ts';
import {type Effect, initialUi, type UiState} from '../../src/ui/scene/ui-state.ts';
import {drawScreen} from '../../src/ui/views/screen.ts';
import {type TextCanvas, textCanvas} from './text-canvas.ts';

/** A user in front of a simulated host: keys, the time that passes, and what is seen. */
export type Desk = {
  /** Lets seconds of wall time pass. */
  wait(seconds: number): void;
  /** Lets what is read in the background arrive. */
  arrive(): Promise<void>;
  /** Presses keys one after another; those longer than one character stand between blanks: `x r`, `down enter`. */
  keys(names: string): void;
  /** Asks for something, as a script does. */
  send(command: Command): void;
  /** Types a text. */
  type(text: string): void;
  scene(changed?: Partial<Scene>): Scene;
  see(width?: number, height?: number): TextCanvas;
  readonly effects: Effect[];
  readonly ui: UiState;
};

export type DeskOptions = {
  policy?: string;
  scenario?: Scenario;
  /** The source that is shown instead of a simulation. */
  source?: Source;
  width?: number;
  height?: number;
  ui?: Partial<UiState>;
};

export function openDesk(options: DeskOptions = {}): Desk {
  const {policy, scenario = SCENARIOS[0].scenario, source, width = 80, height = 24} = options;
  const effects: Effect[] = [];
  let ui = initialUi(options.ui);
  let ms = 0;
  const pace = openPace({now: () => ms});
  const replica = source ? undefined : {open: () => simulate(policy, scenario)};
  const live = openLive(openSession(source ?? simulate(policy, scenario)), {pace, now: () => 0, replica});

  function scene(changed: Partial<Scene> = {}): Scene {
    return {...makeScene(live, {width, height, ascii: false, ui}), ...changed};
  }

  function key(name: string): void {
    const action = actionFor(name, scene());
    if (action === null) return;
    const result = reduce(action, scene());
    ui = result.ui;
    for (const effect of result.effects) {
      effects.push(effect);
      carryOut(effect, live, {exit() {}, redraw() {}});
    }
  }

  return {
    wait(count) {
      for (let n = 0; n < count; n++) {
        ms += 1000;
        live.tick();
      }
    },
    async arrive() {
      for (let n = 0; n < 1000 && (n < 3 || live.timeline.seekingNs !== null); n++) {
        await new Promise(resolve => setImmediate(resolve));
        live.tick();
      }
    },
    keys(names) {
      for (const name of names.split(' ')) key(name);
    },
    type(text) {
      for (const name of keyNames(text, {})) key(name);
    },
    send: command => live.send!(command),
    scene,
    see(seenWidth = width, seenHeight = height) {
      const canvas = textCanvas(seenWidth, seenHeight);
      drawScreen(canvas, scene({width: seenWidth, height: seenHeight}));
      return canvas;
    },
    effects,
    get ui() {
      return ui;
    },
  };
}

/** Rates and shares by second, from the views that were kept of each. */
export function historyOf(seconds: readonly View[]): Scene['history'] {
  const frames = seconds.slice(1).map((view, at) => frame(view, seconds[at]));
  const row = (irq: string) => frames.map(({lines}) => lines.find(line => line.irq === irq));
  return {
    rates: irq => row(irq).map(line => line?.rate ?? null),
    held: irq => row(irq).map(line => line?.blockedShare ?? null),
  };
}

function simulate(policy: string | undefined, scenario: Scenario): Source {
  const found = POLICIES.find(({name}) => name === (policy ?? scenario.policy))!;
  return openSimulator({scenario, policy: found, seed: 1, intervalNs: 1e8, hardware: 'assumed', steps: true});
}
