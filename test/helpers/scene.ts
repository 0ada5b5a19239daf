import {POLICIES} from '../../src/machine/policy.ts';
import {frame} from '../../src/model/frame.ts';
import type {View} from '../../src/model/view.ts';
import {SCENARIOS} from '../../src/scenario/catalogue.ts';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {openSession, type Session} from '../../src/session/session.ts';
import {openSimulator} from '../../src/source/simulator.ts';
import {keyNames} from '../../src/ui/keys.ts';
import {press} from '../../src/ui/press.ts';
import {reduce} from '../../src/ui/reduce.ts';
import type {Scene} from '../../src/ui/scene.ts';
import {type Effect, initialUi, type UiState} from '../../src/ui/state.ts';
import {drawScreen} from '../../src/ui/views/screen.ts';
import {type TextCanvas, textCanvas} from './text-canvas.ts';

const S = 1e9;

/** A user in front of a simulated host: keys, the time that passes, and what is seen. */
export type Desk = {
  /** Lets simulated seconds pass. */
  wait(seconds: number): void;
  /** Presses keys one after another; those longer than one character stand between blanks: `x r`, `down enter`. */
  keys(names: string): void;
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
  width?: number;
  height?: number;
  ui?: Partial<UiState>;
};

export function openDesk({policy, scenario, width = 80, height = 24, ui: options}: DeskOptions = {}): Desk {
  const session = simulate(policy, scenario ?? SCENARIOS[0].scenario);
  const seconds: View[] = [session.view];
  const effects: Effect[] = [];
  let ui = initialUi(options);
  let paused = false;

  function scene(changed: Partial<Scene> = {}): Scene {
    const before = seconds.at(-2) ?? seconds[0];
    return {
      frame: frame(session.view, before),
      before: frame(before, before),
      header: session.header,
      log: session.view.log,
      history: historyOf(seconds),
      speed: 1,
      paused,
      ended: session.ended,
      canSend: true,
      width,
      height,
      ui,
      ...changed,
    };
  }

  function key(name: string): void {
    const action = press(name, scene());
    if (action === null) return;
    const result = reduce(action, scene());
    ui = result.ui;
    for (const effect of result.effects) perform(effect);
  }

  function perform(effect: Effect): void {
    effects.push(effect);
    if (effect.effect === 'send') session.send(effect.command);
    if (effect.effect === 'pause' || effect.effect === 'resume') paused = effect.effect === 'pause';
  }

  return {
    wait(count) {
      for (let n = 0; n < count; n++) {
        session.advance(session.t + S);
        seconds.push(session.view);
      }
    },
    keys(names) {
      for (const name of names.split(' ')) key(name);
    },
    type(text) {
      for (const name of keyNames(text, {})) key(name);
    },
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
    held: irq => row(irq).map(line => line?.maskedShare ?? null),
  };
}

function simulate(policy: string | undefined, scenario: Scenario): Session {
  const found = POLICIES.find(({name}) => name === (policy ?? scenario.policy))!;
  return openSession(openSimulator({scenario, policy: found, seed: 1, intervalNs: 1e8, hardware: 'assumed'}));
}
