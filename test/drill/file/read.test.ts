import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {irqdeck} from '../../helpers/io.ts';

const dir = mkdtempSync(join(tmpdir(), 'irqdeck-drill-'));
const SOUND = `drill: mine
title: the disk stops
level: easy
scenario: poweredge-400sc
policy: xen-2005
limit: 60s
brief: Users of the disk complain.
objective: the disk is served again
holds:
  - {device: libata, serves: 10/s}
for: 3s
question: Who is it?
choices: [the network domain, the disk domain]
hints:
  - {after: 5s, cost: 5, text: look at line 169}
causes:
  - answer: the network domain
    right: ["169", net]
    injects:
      - {at: 30s, do: hang_domain net}
    solution:
      - {after: 3s, do: reset_device eth0}
      - {after: 4s, do: restart_domain net}
    blunder:
      - {after: 3s, do: restart_domain disk}
lesson: Look who owes.
precedent: made for this test
`;

async function checked(text: string) {
  const file = join(dir, 'mine.yaml');
  writeFileSync(file, text);
  const {status, stdout} = await irqdeck(['check', file]);
  return {status, stdout: stdout.replaceAll(file, 'mine.yaml')};
}

test('a sound drill', async () => {
  expect(await checked(SOUND)).toEqual({
    status: 0,
    stdout: 'mine.yaml: drill mine is sound: 1 cause on poweredge-400sc under xen-2005\n',
  });
});

/** What is wrong, what is changed in the sound one, and the sentence with its place. */
const BROKEN: [what: string, from: string, to: string, sentence: string][] = [
  ['an unknown key', 'level: easy', 'levle: easy', '3:1: there is no key "levle" in the drill; did you mean level?'],
  ['a level', 'easy', 'simple', '3:8: level can not be "simple"; there are: easy, medium, hard'],
  [
    'no scenario',
    'poweredge-400sc',
    'poweredge-400',
    '4:11: there is no scenario "poweredge-400"; did you mean poweredge-400sc?',
  ],
  ['no policy', 'xen-2005', 'xen2005', '5:9: there is no policy "xen2005"; did you mean xen-2005?'],
  ['a time', '60s', 'long', '6:8: limit "long" is not a time; write 8s, 2us, 1m30s, or a number of seconds'],
  ['no lesson', 'lesson: Look who owes.\n', '', '1:1: lesson is missing in the drill: what the drill teaches'],
  [
    'no cause',
    /causes:[\s\S]*(?=lesson)/.exec(SOUND)![0],
    'causes: []\n',
    '16:9: causes is empty; it needs at least one entry',
  ],
  ['a device', 'device: libata', 'device: libat', '10:14: there is no device "libat"; did you mean libata?'],
  [
    'a rate',
    '10/s',
    'often',
    '10:30: serves "often" is not a rate; write 20/s, 200/100ms, or a number per second, from 0 to 100000000',
  ],
  [
    'nothing that holds',
    'device: libata, serves: 10/s',
    'serves: 10/s',
    '10:5: an entry of holds names either a device or a line; write {device: NAME, serves: RATE} or {line: NAME, below: RATE}',
  ],
  [
    'a line without a bound',
    'device: libata, serves: 10/s',
    'line: "169"',
    '10:5: below is missing; write the highest rate that line 169 may have, such as below: 1000/s',
  ],
  ['it holds too long', 'for: 3s', 'for: 70s', '11:6: for must be shorter than the limit'],
  ['a hint too late', 'after: 5s', 'after: 70s', '15:13: this hint comes after the limit'],
  [
    'no such answer',
    'answer: the network domain',
    'answer: the network',
    '17:13: the answer "the network" is not one of the choices; did you mean the network domain?',
  ],
  ['no such thing', '"169", net', '"168", net', '18:13: there is no line or domain "168"; did you mean 169?'],
  ['an inject too late', 'at: 30s', 'at: 65s', '20:14: this inject comes after the limit'],
  [
    'two injects in one',
    'do: hang_domain net}',
    'do: hang_domain net, page: help}',
    '20:9: an inject has exactly one of do, page and ticket',
  ],
  [
    'no such command',
    'hang_domain net',
    'hang_domian net',
    '20:23: there is no command "hang_domian"; did you mean hang_domain?',
  ],
  [
    'no such domain',
    'hang_domain net',
    'hang_domain nett',
    '20:23: there is no domain "nett", only dom0, disk, net, usb; did you mean net?',
  ],
  [
    'nothing breaks',
    'do: hang_domain net',
    'page: help',
    '20:7: this cause breaks nothing; add an inject with do, or write fault: off',
  ],
  [
    'a trainee that breaks',
    'do: restart_domain disk',
    'do: crash_domain disk',
    '25:25: crash_domain disk breaks something, so a trainee can not use it',
  ],
  [
    'a brief that tells it',
    'Users of the disk complain.',
    'The network domain hangs.',
    '7:8: the brief gives the answer away: "the network domain"',
  ],
  [
    'a solution that does not win',
    'do: restart_domain net',
    'do: restart_domain usb',
    '22:7: the solution does not win: the time is up',
  ],
  [
    'a blunder that wins',
    'do: restart_domain disk',
    'do: reset_device eth0}\n      - {after: 4s, do: restart_domain net',
    '25:7: the blunder earns 80 of 100, more than 40',
  ],
  [
    'never steady',
    'serves: 10/s',
    'serves: 100/s',
    '10:3: what must hold is broken at 3.000 s, although nothing was injected',
  ],
  [
    'nothing that bites',
    'hang_domain net}',
    'slow_domain usb 1us}',
    '20:7: doing nothing wins: what must hold is never broken, or recovers by itself',
  ],
  [
    'an unknown key of a hint',
    'cost: 5, text',
    'price: 5, text',
    '15:17: there is no key "price" in a hint; there are: after, cost, text',
  ],
  [
    'an unknown key of an inject',
    'at: 30s, do: hang',
    'at: 30s, until: 20s, do: hang',
    '20:19: there is no key "until" in an inject; there are: at, jitter, when, do, page, ticket',
  ],
  [
    'a step without a command',
    'after: 3s, do: reset_device eth0',
    'after: 3s',
    '22:9: do is missing in a step of the solution: a command, as in --do',
  ],
  [
    'a condition',
    'at: 30s, do: hang',
    'at: 30s, when: later, do: hang',
    '20:25: when can not be "later"; there are: always, broken, restored',
  ],
  [
    'hints of a cause',
    'right: ["169", net]',
    'right: ["169", net]\n    hints: [one, two]',
    '19:12: this cause has 2 hints; it needs as many as the drill has: 1',
  ],
  [
    'an unsafe act of a cause',
    'right: ["169", net]',
    'right: ["169", net]\n    unsafe: [{do: restart_domian net, say: no}]',
    '19:19: there is no command "restart_domian"; did you mean restart_domain?',
  ],
  [
    'a value that can not be set',
    'limit: 60s',
    'set: {eth0.rat: 5/s}\nlimit: 60s',
    '6:6: eth0.rat=5/s: eth0 has no setting "rat"; did you mean rate?',
  ],
  [
    'no command that may be used',
    'for: 3s',
    'for: 3s\nallow: [hang_domain]',
    '12:9: "hang_domain" is not a command that a trainee may use; did you mean pause_domain?',
  ],
  [
    'what is no YAML',
    'level: easy',
    'level: [easy',
    '4:1: this is not YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
];

const many = (what: string, count: number) => Array(count).fill(what).join('');
BROKEN.push(
  ['a limit of days', 'limit: 60s', 'limit: 400h', '6:8: limit 1440000 s is too long; the maximum is 15m'],
  [
    'an inject before there is anything to compare with',
    'at: 30s, do: hang',
    'at: 29s, do: hang',
    '20:14: this inject comes at 29.000 s, but the first 30 s must be normal operation; write 30s or later',
  ],
  [
    'a solution that is unsafe',
    'for: 3s',
    'for: 3s\nunsafe: [{do: restart_domain net, say: it is always wrong}]',
    '23:7: the solution does something unsafe: restart_domain net (it is always wrong); change the solution, or give that entry of unsafe a before',
  ],
  [
    'a step after the limit',
    '{after: 4s, do: restart_domain net}',
    '{after: 2400h, do: restart_domain net}',
    '23:17: this step comes after the limit',
  ],
  [
    'a thousand steps',
    '      - {after: 4s, do: restart_domain net}\n',
    many('      - {after: 4s, do: restart_domain net}\n', 1000),
    '22:7: solution has too many entries; the maximum is 50',
  ],
  [
    'a hundred causes',
    / {2}- answer[\s\S]*(?=lesson)/.exec(SOUND)![0],
    many(/ {2}- answer[\s\S]*(?=lesson)/.exec(SOUND)![0], 100),
    '17:3: causes has too many entries; the maximum is 20',
  ],
  [
    'a rate beyond any device',
    'limit: 60s',
    'set: {eth0.rate: 1e12/s}\nlimit: 60s',
    '6:6: eth0.rate=1e12/s: rate "1e12/s" is not a rate; write 20/s, 200/100ms, or a number per second, from 0 to 100000000',
  ],
);

test.each(BROKEN)('%s', async (_, from, to, sentence) => {
  expect(SOUND).toContain(from);
  const {status, stdout} = await checked(SOUND.replace(from, to));
  expect(stdout.split('\n')).toContain(`mine.yaml:${sentence}`);
  expect(status).toBe(5);
});

test('more work than there is time for', async () => {
  const {stdout} = await checked(
    SOUND.replace('limit: 60s', 'set: {eth0.rate: 50000000/s, eth0.queue: 1}\nlimit: 60s'),
  );
  expect(stdout).toBe(
    'mine.yaml:7:8: the drill is too large: its first 2 s have more interrupts and causes than can be simulated in reasonable time; write a lower limit, or lower rates\n',
  );
});
