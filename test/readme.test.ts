import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {irqdeck} from './helpers/io.ts';

// Every ```text block of the README that begins with a command holds what that command prints. `UPDATE=1 npx vitest … test/readme`
// writes them again; look at what changed.

const README = new URL('../README.md', import.meta.url);
const BLOCK = /```text\n\$ npx irqdeck (.*)\n([^`]*)```/g;

test('what the README shows is what the program prints', async () => {
  const readme = readFileSync(README, 'utf8');
  let anew = readme;
  for (const [block, command] of readme.matchAll(BLOCK)) {
    const {stdout} = await irqdeck(words(command), {env: {COLUMNS: '132'}});
    anew = anew.replace(block, () => `\`\`\`text\n$ npx irqdeck ${command}\n${stdout}\`\`\``);
  }
  if (process.env.UPDATE) writeFileSync(README, anew);
  else expect(anew).toBe(readme);
});

test('its picture of the screen is one that the tests draw', () => {
  const picture = readFileSync(new URL('golden/ui/views/hung-under-xen-2005-80x24.txt', import.meta.url), 'utf8');
  expect(readFileSync(README, 'utf8')).toContain(picture.trimEnd());
});

/** A command line with single quotes, as a shell takes it. */
function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}
