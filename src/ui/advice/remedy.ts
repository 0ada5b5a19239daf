import type {LogEntry} from '../../model/view/view.ts';
import type {DeviceFrame, DomainFrame, LineFrame} from '../../protocol/frame/frame.ts';
import type {Scene} from '../scene/scene.ts';
import {devicesOn} from '../scene/selection.ts';
import {isTroubled, listNames, type Trouble, troubles} from './trouble.ts';
import {takesCommands} from './would-apply.ts';

/** A remedy: a sentence with its keys in backticks, and the selection that they need. */
export type Remedy = {readonly text: string; readonly aim: Aim};

/** A selection; a missing one may be anything. */
export type Aim = {readonly line?: string; readonly domain?: string; readonly device?: string};

/** The remedy for the worst trouble that has one; `null`: no trouble, or no remedy. */
export function remedy(scene: Scene): Remedy | null {
  if (!takesCommands(scene)) return null;
  for (const trouble of troubles(scene.frame)) {
    const found = remedyFor(trouble, scene);
    if (found) return found;
  }
  return null;
}

function remedyFor(trouble: Trouble, scene: Scene): Remedy | null {
  const {frame} = scene;
  const domain = frame.domains.find(({name}) => trouble.culprits.includes(name));
  const line = frame.lines.find(({irq}) => irq === (trouble.line ?? domain?.unacked?.[0]));
  if (line?.state === 'killed') return killedRemedy(line, scene);
  if (domain) return remedyOf(rootOf(domain, line, scene) ?? domain, scene, trouble.culprits);
  if (line && trouble.kind === 'livelock' && line.state !== 'masked')
    return forLine(line, `\`xm\` mask line ${line.irq}: its CPU is free again, and all domains on it wait`);
  return line?.state === 'masked' ? maskedRemedy(line, scene) : null;
}

/**
 * A domain that runs and does not answer has given the line up, and would do so again while the device of a domain that does not run
 * asserts it: that domain comes first.
 */
function rootOf({state}: DomainFrame, line: LineFrame | undefined, scene: Scene): DomainFrame | undefined {
  if (state !== 'running' || !line) return undefined;
  return absentOn(line, scene).find(absent => absent.state !== undefined && absent.state !== 'running');
}

/** `quiet` is a line that need not be masked, whatever is done to the domain. */
function remedyOf(domain: DomainFrame, scene: Scene, culprits: readonly string[], quiet?: LineFrame): Remedy {
  const {name, state} = domain;
  if (state === 'paused') return {text: `\`xP\` resume ${name}`, aim: {domain: name}};
  const first = quieting(domain, scene, quiet);
  if (state === 'restarting') return bootingRemedy(name, first);
  const others = culprits.includes(name) ? culprits.filter(each => each !== name) : [];
  const rest = others.length > 0 ? `, then the same for ${listNames(others)}` : '';
  const again = state === 'dead' ? `\`xs\` start ${name} again` : `\`xR\` restart ${name}`;
  return {text: `${first ? `${first.text}, then ` : ''}${again}${rest}`, aim: {domain: name, ...first?.aim}};
}

function bootingRemedy(name: string, first: Remedy | null): Remedy {
  if (!first) return {text: `${name} is booting: its devices are back in service when it is ready`, aim: {}};
  return {text: `${first.text}: ${name} is still booting`, aim: {domain: name, ...first.aim}};
}

/** An operator has masked the line: unmask it when no device asserts it for ever. */
function maskedRemedy(line: LineFrame, scene: Scene): Remedy {
  const absent = absentOn(line, scene)[0];
  if (!absent) return forLine(line, `\`xu\` unmask line ${line.irq}`);
  if (absent.state !== 'restarting') return remedyOf(absent, scene, [absent.name]);
  return {text: `${absent.name} is booting: unmask line ${line.irq} when it is ready`, aim: {}};
}

/**
 * A killed line is released when the domains that gave it up are rebuilt, by the last of them. By then the other domains must be back:
 * else their devices, which still assert, kill it again.
 */
function killedRemedy(line: LineFrame, scene: Scene): Remedy {
  const holders = line.waitsFor ?? [];
  const absent = absentOn(line, scene).filter(({name}) => !holders.includes(name))[0];
  if (absent?.state === 'restarting')
    return {text: `${absent.name} is booting: line ${line.irq} stays killed until it is ready`, aim: {}};
  const domain = absent ?? scene.frame.domains.find(({name}) => holders.includes(name));
  if (!domain) return {text: `line ${line.irq} stays killed`, aim: {}};
  // While another domain holds the line, it is as quiet as a masked one.
  const held = absent !== undefined || holders.length > 1;
  return remedyOf(domain, scene, [domain.name], held ? line : undefined);
}

/** The domains with a device on a line that can not serve it. */
function absentOn(line: LineFrame, {frame}: Scene): DomainFrame[] {
  const names = devicesOn(frame, line).map(({domain}) => domain);
  return frame.domains.filter(domain => names.includes(domain.name) && isTroubled(domain));
}

/**
 * How to keep a line quiet for the other domains on it while the domain of a device is rebuilt: releasing it while the device asserts
 * would start a storm. A device without a reset is quieted only by its driver; until then the line must be masked.
 */
function quieting({name}: DomainFrame, scene: Scene, quiet?: LineFrame): Remedy | null {
  for (const line of scene.frame.lines) {
    if (line === quiet || line.state === 'masked' || line.trigger === 'edge' || isAlone(name, line)) continue;
    const own = devicesOn(scene.frame, line).filter(({domain}) => domain === name);
    const stubborn = own.find(device => device.inService !== false && !canBeReset(device, scene));
    if (stubborn) return forLine(line, `\`xm\` mask line ${line.irq}, as ${stubborn.name} has no reset`);
    const asserting = own.find(({asserted}) => asserted);
    if (asserting) return {text: `\`xr\` reset ${asserting.name} so that its pin falls`, aim: {device: asserting.name}};
  }
  return null;
}

function forLine({irq}: LineFrame, text: string): Remedy {
  return {text, aim: {line: irq}};
}

function isAlone(name: string, {domains}: LineFrame): boolean {
  return domains?.every(each => each === name) ?? false;
}

function canBeReset({name, resets}: DeviceFrame, {log}: Scene): boolean {
  return resets?.length !== 0 && !log.some(entry => refusedReset(entry, name));
}

function refusedReset(entry: LogEntry, device: string): boolean {
  if (entry.kind !== 'fact' || entry.fact.kind !== 'command_refused') return false;
  const {command, reason} = entry.fact;
  return command?.command === 'reset_device' && command.device === device && reason.includes('no usable reset');
}
