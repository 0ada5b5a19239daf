import type {LogEntry} from '../../model/view/view.ts';
import type {DeviceFrame, DomainFrame, LineFrame} from '../../protocol/frame/frame.ts';
import type {Scene} from '../scene/scene.ts';
import {devicesOn} from '../scene/selection.ts';
import {isTroubled, listNames, type Trouble, troubles} from './trouble.ts';
import {takesCommands} from './would-apply.ts';

/** What could be done: a sentence with its keys in backticks, and what has to be selected for them. */
export type Remedy = {readonly text: string; readonly aim: Aim};

/** What is not named may be anything. */
export type Aim = {readonly line?: string; readonly domain?: string; readonly device?: string};

/** What could be done about the worst trouble for which something can be; `null`: nothing is wrong, or no idea. */
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
  const line = frame.lines.find(({irq}) => irq === (trouble.line ?? domain?.owes?.[0]));
  if (line?.state === 'killed') return killedRemedy(line, scene);
  if (domain) return remedyOf(rootOf(domain, line, scene) ?? domain, scene, trouble.culprits);
  if (line && trouble.kind === 'livelock' && line.state !== 'masked')
    return forLine(line, `\`xm\` mask line ${line.irq}: its CPU is free again, and everybody on it waits`);
  return line?.state === 'masked' ? maskedRemedy(line, scene) : null;
}

/** Who runs and does not answer has given a line up, and would again, as long as the device of somebody who does not run asserts it. */
function rootOf({state}: DomainFrame, line: LineFrame | undefined, scene: Scene): DomainFrame | undefined {
  if (state !== 'running' || !line) return undefined;
  return absentOn(line, scene).find(absent => absent.state !== undefined && absent.state !== 'running');
}

/** `quiet` is a line that nobody needs to mask, whatever is done to the domain. */
function remedyOf(domain: DomainFrame, scene: Scene, culprits: readonly string[], quiet?: LineFrame): Remedy {
  const {name, state} = domain;
  if (state === 'paused') return {text: `\`xP\` let ${name} run again`, aim: {domain: name}};
  const first = quieting(domain, scene, quiet);
  if (state === 'restarting') return bootingRemedy(name, first);
  const others = culprits.includes(name) ? culprits.filter(each => each !== name) : [];
  const rest = others.length > 0 ? `, then the same for ${listNames(others)}` : '';
  const again = state === 'dead' ? `\`xs\` start ${name} again` : `\`xR\` restart ${name}`;
  return {text: `${first ? `${first.text}, then ` : ''}${again}${rest}`, aim: {domain: name, ...first?.aim}};
}

function bootingRemedy(name: string, first: Remedy | null): Remedy {
  if (!first) return {text: `${name} boots: its devices are in service when it is ready`, aim: {}};
  return {text: `${first.text}: ${name} still boots`, aim: {domain: name, ...first.aim}};
}

/** An operator has masked it: it may go on as soon as nobody asserts it for good. */
function maskedRemedy(line: LineFrame, scene: Scene): Remedy {
  const absent = absentOn(line, scene)[0];
  if (!absent) return forLine(line, `\`xu\` unmask line ${line.irq}`);
  if (absent.state !== 'restarting') return remedyOf(absent, scene, [absent.name]);
  return {text: `${absent.name} boots: unmask line ${line.irq} when it is ready`, aim: {}};
}

/**
 * Those who gave it up let it go when they are built anew, the last of them for everybody: by then the others have to be back, or what
 * their devices assert kills it again.
 */
function killedRemedy(line: LineFrame, scene: Scene): Remedy {
  const holders = line.owedBy ?? [];
  const absent = absentOn(line, scene).filter(({name}) => !holders.includes(name))[0];
  if (absent?.state === 'restarting')
    return {text: `${absent.name} boots: line ${line.irq} stays killed until it is ready`, aim: {}};
  const domain = absent ?? scene.frame.domains.find(({name}) => holders.includes(name));
  if (!domain) return {text: `line ${line.irq} stays killed`, aim: {}};
  // While somebody else holds it, it is as quiet as a masked one.
  const held = absent !== undefined || holders.length > 1;
  return remedyOf(domain, scene, [domain.name], held ? line : undefined);
}

/** Domains with a device on a line that can not serve it. */
function absentOn(line: LineFrame, {frame}: Scene): DomainFrame[] {
  const names = devicesOn(frame, line).map(({domain}) => domain);
  return frame.domains.filter(domain => names.includes(domain.name) && isTroubled(domain));
}

/**
 * What keeps a line quiet for the others on it while the domain of a device is built anew: whoever lets it go while the device asserts
 * gets a storm. One that can not be reset is quieted by its driver only, and until then by nobody; the line has to be masked.
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
