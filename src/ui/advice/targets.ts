import type {Frame} from '../../protocol/frame/frame.ts';
import type {Scene} from '../scene/scene.ts';
import {selectDevice, selectDomain, selection, selectLine} from '../scene/selection.ts';
import type {Selected} from '../scene/ui-state.ts';
import {type Aim, remedy} from './remedy.ts';
import {troubles} from './trouble.ts';

/** What `n` selects in turn without a filter: first the target of the remedy, then the cause of each trouble, or its line. */
export function targets(scene: Scene): Selected[] {
  const advised = remedy(scene)?.aim ?? {};
  const aims = [...(isNothing(advised) ? [] : [advised]), ...troubled(scene)];
  const found = aims.map(aim => selectedBy(aim, scene));
  return found.filter((target, at) => found.findIndex(each => isSame(each, target)) === at);
}

/** The index of the selection among the targets; -1: not among them. */
export function indexAmong(found: readonly Selected[], scene: Scene): number {
  const {line, domain, device} = selection(scene);
  const now = {line: line?.irq ?? null, domain: domain?.name ?? null, device: device?.name ?? null};
  return found.findIndex(target => isSame(target, now));
}

/** How often `n` must be pressed until the selection is the target. */
export function pressesTo(aim: Aim, scene: Scene): number {
  const {line, domain, device} = selection(scene);
  const now: Aim = {line: line?.irq, domain: domain?.name, device: device?.name};
  if ((Object.keys(aim) as (keyof Aim)[]).every(kind => aim[kind] === now[kind])) return 0;
  const found = targets(scene);
  const index = indexAmong(found, scene);
  return index < 0 ? 1 : found.length - index;
}

function troubled({frame}: Scene): Aim[] {
  return troubles(frame).flatMap(({culprits, line}): Aim[] => {
    const known = culprits.filter(name => frame.domains.some(domain => domain.name === name));
    return known.length > 0 ? known.map(domain => ({domain, line})) : [{line}].filter(aim => !isNothing(aim));
  });
}

/** A whole selection, of things that belong together as far as possible. */
function selectedBy(aim: Aim, scene: Scene): Selected {
  const {frame} = scene;
  const now = selection(scene);
  if (aim.device !== undefined) return selectDevice(frame, aim.device);
  if (aim.domain === undefined) return aim.line === undefined ? scene.ui.selected : selectLine(frame, aim.line, now);
  const line = frame.lines.find(({irq, domains}) => irq === aim.line && domains?.includes(aim.domain!));
  return line ? onLine(frame, line.irq, aim.domain) : selectDomain(frame, aim.domain, {...now, line: undefined});
}

function onLine(frame: Frame, irq: string, domain: string): Selected {
  const own = frame.devices.filter(device => device.domain === domain && device.line === irq);
  return {line: irq, domain, device: (own.find(({asserted}) => asserted) ?? own[0])?.name ?? null};
}

function isNothing(aim: Aim): boolean {
  return Object.values(aim).every(name => name === undefined);
}

function isSame(one: Selected, other: Selected): boolean {
  return one.line === other.line && one.domain === other.domain && one.device === other.device;
}
