import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {COMMANDS} from '../../src/protocol/command/command.ts';
import {FACTS} from '../../src/protocol/record/fact.ts';
import {STEPS} from '../../src/protocol/record/step.ts';

const source = (file: string) => readFileSync(new URL(`../../src/protocol/record/${file}.ts`, import.meta.url), 'utf8');

test('every field of a keyframe and of a sample says what it is and whether a real host could tell it', () => {
  for (const file of ['keyframe', 'sample']) {
    let comment = '';
    for (const line of source(file).split('\n')) {
      if (/^\s*(\/\*\*|\*)/.test(line)) comment = line.includes('/**') ? line : comment + line;
      else if (/^ {2}[a-zA-Z]+\??: /.test(line)) {
        const plumbing = /^ {2}(kind|t|lines\??|cpus\?|domains\??|devices\??): /.test(line);
        if (!plumbing) expect(comment, `${file}.ts: ${line.trim()}`).toMatch(/\/\*\* (observed|truth)\b/);
        comment = '';
      }
    }
  }
});

test('every kind is documented by a line, without a full stop', () => {
  const titles = [...Object.values(FACTS), ...Object.values(COMMANDS)]
    .map(row => row.title)
    .concat(Object.values(STEPS));
  for (const title of titles) expect(title).toMatch(/^[a-z].{10,}[^.]$/);
});

test('what hides in a domain or a device is truth, what a toolstack or a log tells is observed', () => {
  const truth = Object.entries(FACTS)
    .filter(([, row]) => row.visibility === 'truth')
    .map(([kind]) => kind);
  expect(truth).toEqual([
    // What a drill hides from its trainee.
    'inject_applied',
    'inject_refused',
    'domain_hung',
    'domain_slowed',
    'line_given_up',
    // What an inject did.
    'boot_broken',
    'cause_raised',
    'device_storms',
    'device_stuck',
    'messages_locked_up',
  ]);
});
