import type {Scene} from '../scene/scene.ts';
import type {Effect, UiState} from '../scene/ui-state.ts';

export type Reduced = {readonly ui: UiState; readonly effects: readonly Effect[]};

/** The state with a change, and effects in their order. */
export function changed({ui}: Scene, change: Partial<UiState>, ...effects: Effect[]): Reduced {
  return {ui: {...ui, ...change}, effects};
}

/** Only a sentence on the screen, until the next key. */
export function withNotice(scene: Scene, message: string): Reduced {
  return changed(scene, {message});
}
