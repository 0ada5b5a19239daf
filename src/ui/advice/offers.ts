import type {Scene} from '../scene/scene.ts';
import {selection} from '../scene/selection.ts';
import {type Menu, OFFERS, type Offer} from './offer-table.ts';
import {takesCommands, wouldApply} from './would-apply.ts';

/** The offers of a menu for the selection, in the order of the table. */
export function offers(menu: Menu, scene: Scene): Offer[] {
  if (!takesCommands(scene)) return [];
  const chosen = selection(scene);
  return OFFERS[menu].flatMap(({key, fits}) => {
    const fitting = fits(chosen);
    return fitting && wouldApply(fitting.command, scene) ? [{key, ...fitting}] : [];
  });
}
