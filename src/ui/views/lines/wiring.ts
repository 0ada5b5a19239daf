import type {LineFrame} from '../../../protocol/frame/frame.ts';
import type {Scene} from '../../scene/scene.ts';
import {glyphs} from '../parts/glyphs.ts';
import {lengthOf, type Piece} from '../parts/table.ts';
import type {LineColumn} from './line-column.ts';
import {stuckTone} from './stuck-tone.ts';

export type WiringForm = 'full' | 'short' | 'domains';

const MOST = 64;

/**
 * The devices on a line, and their domains: `libata→disk eth0→net`. `short`: without the driver's name before the device's, `usb4` of
 * `uhci_hcd:usb4`; `domains`: only domains, where they are known.
 */
export function wiring(scene: Scene, form: WiringForm): LineColumn {
  const {frame} = scene;
  const {to} = glyphs(scene);
  const owners = new Map(frame.devices.map(({name, domain}) => [name, domain]));
  const cell = (line: LineFrame) => (line.counter ? counterPieces(line) : pieces(line, owners, form, to));
  const head = frame.domains.length === 0 ? 'DEVICES' : form === 'domains' ? 'SHARED BY' : `DEVICES ${to} DOMAINS`;
  const width = frame.lines.reduce(
    (most, line) => (line.counter ? most : Math.max(most, lengthOf(cell(line)))),
    head.length,
  );
  return {head, sort: 'names', width: Math.min(width, MOST), cell};
}

/** The chip of a counter is a description of what it counts. */
function counterPieces({chip}: LineFrame): Piece[] {
  return [[chip ?? '', 'dim']];
}

function pieces(line: LineFrame, owners: ReadonlyMap<string, string | null>, form: WiringForm, to: string): Piece[] {
  return (line.devices ?? []).flatMap((device, at) => {
    const owner = owners.get(device);
    const gap = at === 0 ? '' : ' ';
    const name = form === 'full' ? device : shortName(device);
    if (!owner) return [gap + name];
    const owes = line.waitsFor?.includes(owner) && stuckTone(line);
    const domain = [owner, owes || 'strong'] as const;
    return form === 'domains' ? [gap, domain] : [gap + name, [to, 'dim'], domain];
  });
}

function shortName(device: string): string {
  return /^[a-z]\w*:(\w+)$/i.exec(device)?.[1] ?? device;
}
