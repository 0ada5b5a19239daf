import {writeFileSync} from 'node:fs';

/** A drill of twelve seconds, for tests that only want one to go by; the network domain hangs at 3 s, and boots too slowly to win it. */
export const SHORT_DRILL = `
drill: short
title: something stops
level: easy
scenario: poweredge-400sc
policy: xen-2005
limit: 12s
brief: Something stops. Find out what it is.
objective: everybody is served again
holds: [{device: libata, serves: 12/s}, {device: eth0, serves: 9/s}]
for: 1s
question: Who is it?
choices: [this one, that one]
hints: [{cost: 5, text: look again}]
causes:
  - answer: that one
    right: ["169", net]
    injects: [{at: 3s, do: hang_domain net}, {at: 4s, page: the disk is slow}]
    solution: [{after: 1s, do: reset_device eth0}, {after: 2s, do: restart_domain net}]
    blunder: [{after: 1s, do: restart_domain disk}]
lesson: Look twice.
precedent: none, it is made up
`;

/** Writes it into a file. */
export function shortDrill(file: string): string {
  writeFileSync(file, SHORT_DRILL);
  return file;
}
