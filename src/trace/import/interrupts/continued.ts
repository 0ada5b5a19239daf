import {parseWiring} from './wiring.ts';

/**
 * The text of a row that goes on in the line below it: mailers break lines at 72 to 78 columns. `null`: the row is complete, and the line
 * does not belong to it. A row goes on when it ends after its counts, its controller or its flow, or with a comma:
 *
 *      16:        120          0   IO-APIC  16-fasteoi
 *     usbx_hcd:usb1, diskx
 *
 * `isChip`: another row has this controller.
 */
export function continued(text: string, more: string, isChip: (word: string) => boolean): string | null {
  const above = text.trimEnd();
  const below = more.trim();
  if (BY_HAND.test(below)) return null;
  if (above === '') return below;
  if (above.endsWith(',')) return `${above} ${below}`;
  if (/\s\d+-$/.test(above)) return above + below;
  const {chip, devices} = parseWiring(above);
  const isOpen = devices.length === 0 || (chip === null && devices.length === 1 && isChip(devices[0]));
  if (!isOpen) return null;
  const close = `${above} ${below}`;
  return parseWiring(close).trigger !== null && parseWiring(close).devices.length > 0 ? close : `${above}  ${below}`;
}

/** Marks that people write where they have cut rows out. */
const BY_HAND = /^(?:\[|\(|<|\d+:)?\s*(?:\.{2,}|…)|\bsnip\b|^[-=*_]{3,}$/i;
