import {expect, test} from 'vitest';
import {parseWiring} from '../../src/trace/import/interrupts/wiring.ts';
import {cpuMs} from '../helpers/cpu.ts';

test.each([
  ['   IO-APIC-level  libata, uhci_hcd:usb4, eth0', 'IO-APIC-level', 'level', ['libata', 'uhci_hcd:usb4', 'eth0']],
  ['  IO-APIC-fasteoi   ehci_hcd:usb2, uhci_hcd:usb5', 'IO-APIC-fasteoi', 'level', ['ehci_hcd:usb2', 'uhci_hcd:usb5']],
  ['  IO-APIC   9-fasteoi   acpi', 'IO-APIC-fasteoi', 'level', ['acpi']],
  ['  IO-APIC   5-edge      ACPI:Ged', 'IO-APIC-edge', 'edge', ['ACPI:Ged']],
  ['IR-PCI-MSI 1048576-edge      nvme0q0', 'IR-PCI-MSI-edge', 'edge', ['nvme0q0']],
  ['PCI-MSIX-0000:00:04.0   1-edge      virtio3-rx', 'PCI-MSIX-0000:00:04.0-edge', 'edge', ['virtio3-rx']],
  ['  IO-APIC      16-fasteoi   i801_smbus', 'IO-APIC-fasteoi', 'level', ['i801_smbus']],
  ['  IO-APIC   9  -fasteoi  acpi', 'IO-APIC-fasteoi', 'level', ['acpi']],
  ['  XT-PIC  timer', 'XT-PIC', null, ['timer']],
  ['  XT-PIC-XT-PIC    cascade', 'XT-PIC-XT-PIC', null, ['cascade']],
  ['    XT-PIC', 'XT-PIC', null, []],
  ['   IO-APIC-edge', 'IO-APIC-edge', 'edge', []],
  ['  GICv3  27 Level     arch_timer', 'GICv3', 'level', ['arch_timer']],
  ['  ITS-PCI-MSIX-0000:91:00.0   0 Edge      nvme0q0', 'ITS-PCI-MSIX-0000:91:00.0', 'edge', ['nvme0q0']],
  ['  GICv3  27 Level', 'GICv3', 'level', []],
  ['ARMCTRL-level   1 Edge      3f00b880.mailbox', 'ARMCTRL-level', 'edge', ['3f00b880.mailbox']],
  ['  SiFive PLIC   2 Edge      virtio0', 'SiFive PLIC', 'edge', ['virtio0']],
  ['  GIC  29  twd', 'GIC', null, ['twd']],
  ['  spmi-pmic-arb  pmic_pwrkey', 'spmi-pmic-arb', null, ['pmic_pwrkey']],
  ['  msmgpio  Volume Up', 'msmgpio', null, ['Volume Up']],
  ['  GICv2  89 Level     1004b800.serial:rx err', 'GICv2', 'level', ['1004b800.serial:rx err']],
  [
    ' IR-IO-APIC   16-fasteoi   aerdrv, PCIe PME, pciehp',
    'IR-IO-APIC-fasteoi',
    'level',
    ['aerdrv', 'PCIe PME', 'pciehp'],
  ],
  ['  xen-pirq    -ioapic-level  virtio1, virtio2', 'xen-pirq-ioapic-level', 'level', ['virtio1', 'virtio2']],
  ['xen-pirq-ioapic-level  eth0', 'xen-pirq-ioapic-level', 'level', ['eth0']],
  ['  xen-dyn-lateeoi    -event     evtchn:xenstored', 'xen-dyn-lateeoi-event', null, ['evtchn:xenstored']],
  ['  xen-percpu    -virq      timer0', 'xen-percpu-virq', null, ['timer0']],
  ['  Phys-irq-level  uhci_hcd:usb3, libata, peth0', 'Phys-irq-level', 'level', ['uhci_hcd:usb3', 'libata', 'peth0']],
  ['       -  mtk_wdt', null, null, ['mtk_wdt']],
  ['timer', null, null, ['timer']],
  ['', null, null, []],
])('%j', (text, chip, trigger, devices) => {
  expect(parseWiring(text)).toEqual({chip, trigger, devices});
});

test('a text of a megabyte takes no time, whatever is in it', () => {
  for (const part of ['a ', 'a  ', '1 ', '-a ', 'a-', ' ', 'Level ', ', ']) {
    const text = part.repeat(1_000_000 / part.length);
    expect(
      cpuMs(() => parseWiring(text)),
      part,
    ).toBeLessThan(250);
  }
});
