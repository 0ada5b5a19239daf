import type {LogEntry} from '../model/view.ts';
import type {DeviceFrame, DomainFrame, LineFrame} from '../protocol/frame.ts';
import type {Scene} from './scene.ts';
import {selection} from './selection.ts';
import {listed, type Trouble, troubles} from './trouble.ts';

/** What could be done about the worst trouble, in one sentence with its keys in backticks; `null`: nothing is wrong, or no idea. */
export function advice(scene: Scene): string | null {
  for (const trouble of troubles(scene.frame)) {
    const remedy = remedyFor(trouble, scene);
    if (remedy !== null) return scene.canSend ? remedy : `what would help: ${remedy.replaceAll(/`\w+` /g, '')}`;
  }
  return null;
}

/** How to break something, for who sees this for the first time. */
export function invitation(scene: Scene): string | null {
  const {line, domain} = selection(scene);
  if (!scene.canSend || scene.ended || !line || !domain) return null;
  const others = (line.domains ?? []).filter(name => name !== domain.name);
  const sharing = others.length > 0 ? `, which shares line ${line.irq} with ${listed(others)}` : '';
  return `try it: \`!h\` hangs ${domain.name}${sharing}`;
}

/** What holds the worst trouble up, as far as something can be done about it: the domain, and the device that asks. */
export function culprit({frame}: Pick<Scene, 'frame'>): {domain: DomainFrame; line?: LineFrame} | null {
  for (const {culprits, line} of troubles(frame)) {
    const domain = frame.domains.find(each => culprits.includes(each.name));
    if (domain) return {domain, line: frame.lines.find(each => each.irq === (line ?? domain.owes?.[0]))};
  }
  return null;
}

function remedyFor(trouble: Trouble, scene: Scene): string | null {
  const {frame} = scene;
  const line = frame.lines.find(({irq}) => irq === trouble.line);
  const domain = frame.domains.find(({name}) => trouble.culprits.includes(name));
  if (domain) return remedyOf(domain, line, trouble.culprits, scene);
  if (line && trouble.kind === 'livelock')
    return selected(scene, `\`xm\` mask line ${line.irq}: its CPU is free again, and everybody on it waits`, {line});
  if (line?.state === 'masked') return selected(scene, `\`xu\` unmask line ${line.irq}`, {line});
  return null;
}

function remedyOf(domain: DomainFrame, line: LineFrame | undefined, culprits: readonly string[], scene: Scene): string {
  const {name} = domain;
  if (domain.state === 'restarting') return bootingRemedy(domain, line, scene);
  if (domain.state === 'paused') return selected(scene, `\`xP\` let ${name} run again`, {domain});
  if (domain.state === 'dead') return selected(scene, `\`xs\` start ${name} again`, {domain});
  const others = culprits.filter(each => each !== name);
  const rest = others.length > 0 ? `, then the same for ${listed(others)}` : '';
  const device = asking(domain, line, scene);
  if (!device) return selected(scene, `\`xR\` restart ${name}${rest}`, {domain});
  return selected(scene, `\`xr\` reset ${device.name} so that its pin falls, then \`xR\` restart ${name}${rest}`, {
    domain,
  });
}

/** Until it is ready nobody quiets its devices. */
function bootingRemedy(domain: DomainFrame, line: LineFrame | undefined, scene: Scene): string {
  const device = asking(domain, line, scene);
  if (!device) return `${domain.name} boots: its devices are in service when it is ready`;
  return selected(scene, `\`xr\` reset ${device.name} so that its pin falls: ${domain.name} still boots`, {domain});
}

/** A device of the culprit's that asserts: whoever unmasks the line before it is quiet gets a storm. */
function asking({name}: DomainFrame, line: LineFrame | undefined, {frame, log}: Scene): DeviceFrame | undefined {
  const own = frame.devices.filter(({domain, asserted}) => domain === name && asserted);
  const here = own.filter(device => line === undefined || device.line === line.irq);
  return here.find(device => !log.some(entry => refusedReset(entry, device.name)));
}

function refusedReset(entry: LogEntry, device: string): boolean {
  if (entry.kind !== 'fact' || entry.fact.kind !== 'command_refused') return false;
  const {command, reason} = entry.fact;
  return command?.command === 'reset_device' && command.device === device && reason.includes('no usable reset');
}

/** Keys go to what is selected: where that is something else, the way there comes first. */
function selected(scene: Scene, remedy: string, {domain, line}: {domain?: DomainFrame; line?: LineFrame}): string {
  const now = selection(scene);
  const there = domain ? now.domain?.name === domain.name : now.line?.irq === line?.irq;
  if (there || !scene.canSend) return remedy;
  return `\`n\` select ${domain?.name ?? `line ${line?.irq}`}, then ${remedy}`;
}
