import type {Scene} from '../scene.ts';
import {alertRowsWanted} from './alerts.ts';
import {shownDevices} from './devices.ts';
import {type Layout, layout} from './layout.ts';

/** Where everything is on the screen of a scene. */
export function layoutOf(scene: Scene): Layout {
  return layout(scene.width, scene.height, scene.ui, {
    alerts: alertRowsWanted(scene),
    // Those that are hidden keep their room: nothing jumps while a filter is typed.
    lines: scene.frame.lines.length,
    domains: scene.frame.domains.length,
    devices: shownDevices(scene).length,
    cpus: scene.frame.cpus.length,
  });
}
