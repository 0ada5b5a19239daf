import {sanitize} from '../../../protocol/sanitize.ts';
import type {Trigger} from '../../../protocol/words.ts';

export type Wiring = {chip: string | null; trigger: Trigger | null; devices: string[]};

/**
 * The text after the counts of a line, as 25 years of kernels wrote it:
 *
 *     IO-APIC-level  libata, uhci_hcd:usb4, eth0          2.4 to 3.x: controller and flow in one word
 *     IO-APIC   9-fasteoi   acpi                          since 4.0: controller, number of its pin, flow
 *     PCI-MSIX-0000:00:04.0   1-edge      virtio3-rx      since 6.2
 *     GICv3  27 Level     arch_timer                      arm64, riscv, powerpc: controller, pin, level or edge
 *     xen-pirq    -ioapic-level  virtio1, virtio2         Xen: no pin
 *     GIC  29  twd                                        older arm: a pin and no flow
 *     spmi-pmic-arb  pmic_pwrkey                          neither
 *
 * The controller has the kernel's name, with the flow: `IO-APIC-fasteoi`. The number of its pin is left out: it would be a second name
 * for the line. Devices are separated by `, `; a device with a comma and a blank in its name becomes two, because the text does not
 * show the difference.
 */
export function parseWiring(text: string): Wiring {
  const parts = firstMatch(text.slice(0, LONGEST_TEXT).replaceAll('\t', ' ').trim()) ?? {};
  const {flow, sense} = parts;
  const chip = safe(flow === undefined ? parts.chip : [parts.chip, flow].filter(word => word !== undefined).join('-'));
  const devices = (parts.devices ?? '').split(', ').map(device => sanitize(device).trim());
  return {chip: chip === '-' ? null : chip, trigger: triggerOf(sense ?? chip ?? ''), devices: devices.filter(Boolean)};
}

/** The description of a counter, `null`: it has none. */
export function parseDescription(text: string): string | null {
  return safe(text);
}

/** A text of megabytes is not read beyond this: a regular expression that goes back over it would run out of stack. */
const LONGEST_TEXT = 16_384;

type Parts = {chip?: string; flow?: string; sense?: string; devices?: string};

// The name of a controller may contain single blanks: SiFive PLIC, RISC-V INTC.
const CHIP = '(?<chip>\\S+(?: \\S+)*?)';
const FLOW = '-(?<flow>[A-Za-z]\\S*)';
const DEVICES = '(?: +(?<devices>.*))?';

/** The first that matches counts. */
const LAYOUTS: readonly RegExp[] = [
  `^(?:${CHIP} +)?(?:\\d+ +)?(?<sense>Level|Edge)(?: +${FLOW})?(?= |$)${DEVICES}$`,
  `^(?:${CHIP} +)?\\d+ *${FLOW}${DEVICES}$`,
  `^${CHIP} +${FLOW}${DEVICES}$`,
  `^(?<chip>\\S+-(?:edge|level|fasteoi))${DEVICES}$`,
  `^${CHIP} +\\d+${DEVICES}$`,
  `^${CHIP}  +(?<devices>.*)$`,
  '^(?<chip>\\S*(?:PIC|GIC|MSI|PLIC|INTC)\\S*)$',
  '^(?<devices>.+)$',
].map(source => new RegExp(source, 's'));

function firstMatch(text: string): Parts | undefined {
  for (const layout of LAYOUTS) {
    const match = layout.exec(text);
    if (match) return match.groups;
  }
  return undefined;
}

function safe(text: string | undefined): string | null {
  return sanitize(text ?? '').trim() || null;
}

/** A line with a fast-EOI flow is level-triggered. */
function triggerOf(word: string): Trigger | null {
  const flow = /(?:^|-)(level|fasteoi|edge)$/i.exec(word)?.[1].toLowerCase();
  if (flow === undefined) return null;
  return flow === 'edge' ? 'edge' : 'level';
}
