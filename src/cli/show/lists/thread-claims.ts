/** A claim of the thread, and how irqdeck shows it. */
export type ThreadClaim = {
  /** What was said, in our words. */
  claim: string;
  /** As it is typed after `irqdeck`. */
  command: string;
  /** What to look for. */
  see: string;
};

/**
 * xen-devel, 12 to 14 March 2005, on forwarding interrupts to driver domains, claim by claim. `list claims` and the README are drawn
 * from it, and the tests try each row.
 */
export const THREAD_CLAIMS: readonly ThreadClaim[] = [
  {
    claim: 'hardware for the exclusive use of one domain, with an interrupt of its own, is safe',
    command: "run --policy exclusive --until 10s --do '5s hang_domain net'",
    see: 'net hangs, and nobody starves',
  },
  {
    claim: 'most x86 interrupts are shared; masking one at the PIC blocks every device on the line',
    command: "run desktop-2005 --until 4s --do '2s mask_line 11'",
    see: 'ehci_hcd:usb1, eth0 and saa7134 wait, of three domains',
  },
  {
    claim: 'it works until the handler fails, and depends on where that stands in the shared list',
    command: "run --policy linux --until 15s --do '5s hang_domain net spin'",
    see: 'the handlers behind it never run again; the host is lost',
  },
  {
    claim: 'once the driver is gone nobody can acknowledge: the interrupt loops and the host reboots',
    command: 'run --policy naive --until 10s',
    see: 'host lost after 5 s in the interrupt path',
  },
  {
    claim: 'a timer that suspends the device out of D0 and back resets it, with some success',
    command: "run --policy d3-cycle --until 8s --do '5s hang_domain net'",
    see: 'frozen for 0.27 s, then eth0 is quiet and out of service',
  },
  {
    claim: 'choosing the slot reduces sharing; on most boards swapping two cards is enough',
    command: "run desktop-2005 --until 200s --do '2s move_card eth0 PCI2'",
    see: 'the host is down for two minutes; eth0 and sata_sil have changed lines',
  },
  {
    claim: 'a better bus would put acknowledge into configuration space, one piece of code for all devices',
    command: "run --policy vfio --until 10s --do '5s hang_domain net'",
    see: 'the disable bit silences eth0 alone; nobody starves',
  },
  {
    claim: 'otherwise every device needs a driver in the supervisor, if only to acknowledge',
    command: "run --policy stub --until 10s --do '5s hang_domain net'",
    see: 'the stub of eth0 keeps the line going; libata has none: hang disk instead',
  },
  {
    claim: 'Xen: a driver domain that locks up is killed and restarted',
    command: "run --policy xen --until 20s --do '5s crash_domain net'",
    see: 'destroyed after 0.2 s, its device reset, back at 13.25 s',
  },
  {
    claim: 'a shared line is not unmasked until all receivers say they are done: one that locks up starves the rest',
    command: "run --until 10s --do '5s hang_domain net'",
    see: 'disk and usb starve because of net',
  },
  {
    claim: 'after it is blown away: who acknowledges? If nobody does it keeps interrupting',
    command: "run --until 10s --do '5s raise_cause eth0' --do '5s crash_domain net'",
    see: '55,000 interrupts a second until both guests say nobody cared',
  },
  {
    claim: 'sensible would be: restart the driver and reset the device before unmasking',
    command: "run --policy reset-first --until 20s --do '5s hang_domain net'",
    see: 'frozen for 9 s, then everybody is served, net too',
  },
  {
    claim: 'or limit each line to a reasonable number of interrupts: that catches bad drivers too',
    command: "run --policy rate-limit --until 10s --do '5s hang_domain net deaf'",
    see: 'a deaf driver is held to 2,000 interrupts a second',
  },
  {
    claim: 'leaving the line masked disables perhaps 20 % of the hardware in the box',
    command: "compare --policies xen-2005 --seeds 1 --do '5s hang_domain net'",
    see: 'OUT: 3 of 13 devices, 23 %',
  },
  {
    claim: 'cycling the card through power-off to clear the interrupt',
    command: "run --until 2s --do '1s reset_device eth0 d3cold'",
    see: 'refused: D3cold needs slot power that desktops lack',
  },
  {
    claim: 'on servers with an IO-APIC sharing is rare; on desktops everything is shared',
    command: "compare server-ioapic --policies xen-2005 --seeds 1 --do '5s hang_domain net'",
    see: 'nobody starves; the same for desktop-2005: everybody does',
  },
  {
    claim: 'a real server: disk, USB and network on line 169; with video drivers loaded four devices',
    command: "run poweredge-400sc-video --until 10s --do '5s hang_domain net'",
    see: 'disk, usb and video starve because of net',
  },
  {
    claim: 'a network card on the same line as anything else performs badly',
    command: "run --until 5s -d 5s --do '1s storm_device eth0 5000'",
    see: 'CPU0 spends six times as long on it as with --policy exclusive: handlers that find nothing',
  },
  {
    claim: 'the numbers look like MSI vectors but it is a plain APIC: slots share lines before the chipset',
    command: 'list scenarios poweredge-400sc-video',
    see: 'two steps: a slot’s pin reaches a link, the router takes that to a line',
  },
  {
    claim: 'handler in the supervisor or in the domain? If that dies, the supervisor must know how to quiet the device',
    command: "run --set libata.domain=null --until 10s --do '5s hang_domain net'",
    see: 'libata is the supervisor’s own now, and waits all the same',
  },
  {
    claim: 'the driver hands over what detects, clears, enables and disables its interrupt',
    command: 'run wrong-descriptor --policy descriptor --hardware real --until 10s',
    see: 'one that works, one that is found out, one that is missing',
  },
  {
    claim: 'message-signalled interrupts end the problem',
    command: "run --policy msi --until 10s --do '5s hang_domain net'",
    see: 'a line for every device, and nobody starves',
  },
  {
    claim: 'some bridges can not do them; some cards advertise MSI and lock up when it is used',
    command: "run --policy msi --until 15s --do '5s lock_up_messages eth0'",
    see: 'silent for 5 s, then its driver goes back to the shared line',
  },
];
