import type {Scene} from '../scene/scene.ts';
import type {Effect, UiState} from '../scene/ui-state.ts';

export type Reduced = {readonly ui: UiState; readonly effects: readonly Effect[]};

/** The state with something changed, and what is asked of the world, in order. */
export function changed({ui}: Scene, change: Partial<UiState>, ...effects: Effect[]): Reduced {
  return {ui: {...ui, ...change}, effects};
}

/** Nothing but a sentence, until the next key. */
export function withNotice(scene: Scene, message: string): Reduced {
  return changed(scene, {message});
}
