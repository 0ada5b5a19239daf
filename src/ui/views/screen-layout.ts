import type {DeviceFrame} from '../../protocol/frame/frame.ts';
import type {Scene} from '../scene/scene.ts';
import {devicesOn, selection} from '../scene/selection.ts';
import {alertRowsWanted} from './alerts.ts';
import {hasRoomForAllDevices, type Layout, layout, type Wants} from './layout.ts';
import {wantsTimebar} from './timebar.ts';

/** The layout of a scene. */
export function layoutOf(scene: Scene): Layout {
  return layout(scene.width, scene.height, scene.ui, {...wantsOf(scene), devices: shownDevices(scene).length});
}

/**
 * The devices of the selected line; all devices in the domains view, and where they fit. None where nothing is known of them but their
 * names.
 */
export function shownDevices(scene: Scene): readonly DeviceFrame[] {
  const {frame, ui, width, height} = scene;
  const all = ui.view === 'domains' || (ui.view === 'lines' && hasRoomForAllDevices(width, height, wantsOf(scene)));
  return all ? withKnown(frame.devices) : devicesOfLine(scene);
}

function wantsOf(scene: Scene): Wants {
  const {frame} = scene;
  return {
    alerts: alertRowsWanted(scene),
    // Hidden lines keep their rows: nothing moves while a filter is typed.
    lines: frame.lines.length,
    domains: frame.domains.length,
    devices: devicesOfLine(scene).length,
    allDevices: withKnown(frame.devices).length,
    cpus: frame.cpus.length,
    timebar: wantsTimebar(scene) ? 1 : 0,
  };
}

function devicesOfLine(scene: Scene): readonly DeviceFrame[] {
  return withKnown(devicesOn(scene.frame, selection(scene).line));
}

function withKnown(devices: readonly DeviceFrame[]): readonly DeviceFrame[] {
  return devices.some(({domain, power, asserted}) => domain ?? power ?? asserted !== null) ? devices : [];
}
