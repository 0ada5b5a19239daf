import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {until as wait} from '../../helpers/patience.ts';
import {lives} from '../../helpers/programs.ts';
import {openRealTerminal} from '../../helpers/real-terminal.ts';
import {HEADER, KEYFRAME} from '../../model/machine.ts';

// The screen as long as a watched program writes nothing, in a real terminal; and that it can ask for a password on it.

const {inTerminal, program, tmux, open, press, until, programsIn} = openRealTerminal('waiting');

const FOLDER = mkdtempSync(join(tmpdir(), 'irqdeck-'));
const BEGIN = join(FOLDER, 'begin');
writeFileSync(BEGIN, `${JSON.stringify(HEADER)}\n${JSON.stringify(KEYFRAME)}\n`);
const HEAD = join(FOLDER, 'head');
writeFileSync(HEAD, `${JSON.stringify(HEADER)}\n`);

/** A shell that runs `watch` of a script in a file, then prints what became of it and of the terminal. */
function watch(session: string, script: string): () => number {
  const file = join(FOLDER, session);
  writeFileSync(file, `echo $$ > ${file}.pid\n${script}\n`);
  const after = 'echo status=$?; stty -a | grep -ow -e -icanon -e icanon -e -echo -e echo; echo over; sleep 1000';
  open(session, `${program} watch -- sh ${file}; ${after}`);
  return () => Number(readFileSync(`${file}.pid`, 'utf8'));
}

/** For a script: waits until the test opens this gate. A fixed time would pass before the screen is there, on a busy machine. */
const gate = (name: string) => `until [ -e ${join(FOLDER, name)}.open ]; do sleep 0.1; done`;
const openGate = (name: string) => writeFileSync(`${join(FOLDER, name)}.open`, '');

const waitedFor = (screen: string) => Number(/it was started (\d+) s/.exec(screen)?.[1]);

const alternate = (session: string) =>
  tmux('display-message', '-t', session, '-p', '#{alternate_on} #{cursor_flag}').trim();

inTerminal('one that says nothing has a screen all the same, and q ends it', async () => {
  const pid = watch('silent', 'echo looking for it >&2; exec sleep 1000');
  const screen = await until('silent', /has\s+not\s+yet\s+sent\s+its\s+header;\s+it\s+was\s+started\s+\d+\s+s/);
  expect(screen).toMatch(/^ irqdeck watch sh /);
  expect(screen).toContain('Its stderr ends with: looking for it');
  expect(screen).toMatch(/q quit$/);
  press('silent', 'x');
  // In one read with another key it would not be q.
  await until('silent', later => waitedFor(later) > waitedFor(screen) + 1);
  press('silent', 'q');
  expect(await until('silent', /over$/)).toMatch(/status=0\nicanon\necho\nover$/);
  expect(alternate('silent')).toBe('0 1');
  await wait(() => !lives(pid()));
});

inTerminal('one that has said what it is and no more is told so; ctrl-c and SIGTERM end it', async () => {
  const pids = ['C-c', 'TERM'].map(name => watch(name, `cat ${HEAD}; trap "" TERM INT; while :; do sleep 1; done`));
  for (const name of ['C-c', 'TERM']) await until(name, /has\s+sent\s+its\s+header,\s+but\s+not\s+yet\s+a\s+keyframe/);
  press('C-c', 'C-c');
  expect(await until('C-c', /over$/)).toMatch(/status=0\nicanon\necho\nover$/);
  process.kill(programsIn('TERM')[0], 'SIGTERM');
  expect(await until('TERM', /over$/)).toMatch(/status=143\nicanon\necho\nover$/);
  await wait(() => !pids.some(pid => lives(pid())));
});

inTerminal('what comes late is shown; what ends before is a sentence', async () => {
  watch('late', `${gate('late')}; cat ${BEGIN}; sleep 1000`);
  watch('dead', `${gate('dead')}; echo no luck >&2; exit 7`);
  for (const name of ['late', 'dead']) {
    await until(name, /has\s+not\s+yet\s+sent/);
    openGate(name);
  }
  await until('late', /IRQ +STATE/);
  press('late', 'q');
  expect(await until('late', /over$/)).toMatch(/status=0\nicanon\necho\nover$/);
  // Without blanks: where the terminal breaks a line, one may be lost.
  expect((await until('dead', /over$/)).replaceAll(/\s/g, '')).toMatch(
    /^irqdeck:sh.+hasendedwithstatus7beforeitsentitsheaderandakeyframe;itsstderrendswith:noluck\.status=5icanonechoover$/,
  );
});

const ASK = `
  stty -echo </dev/tty; printf 'Password: ' >/dev/tty
  read -r word </dev/tty; stty echo </dev/tty
  [ "$word" = secret ] && cat ${BEGIN}; sleep 1000
`;

inTerminal('a question on the terminal is left alone by the screen, and what is typed is its', async () => {
  watch('early', ASK);
  await until('early', /Password:/);
  // One that was started later and asks nothing has its screen by now.
  watch('other', 'exec sleep 1000');
  await until('other', /has\s+not\s+yet\s+sent/);
  expect([tmux('capture-pane', '-t', 'early', '-p').trim(), alternate('early')]).toEqual(['Password:', '0 1']);
  press('early', ...'secret', 'Enter');
  await until('early', /IRQ +STATE/);
  press('early', 'q');
  expect(await until('early', /over$/)).toMatch(/status=0\nicanon\necho\nover$/);
});

inTerminal('a question that comes after the screen too, and nothing of the answer is shown', async () => {
  const asking = 'exec 3<>/dev/tty; stty -g <&3 >&2; read -r word <&3; exec 3>&-;';
  const then = `[ "$word" = secret ] && ${gate('answered')}`;
  watch('tardy', `${gate('tardy')}; ${asking} { ${then}; }; cat ${BEGIN}; sleep 1000`);
  await until('tardy', /has\s+not\s+yet\s+sent/);
  openGate('tardy');
  await until('tardy', /asks\s+something\s+on\s+this\s+terminal/);
  press('tardy', ...'secret', 'Enter');
  // Then it is waited for again.
  await until('tardy', /has\s+not\s+yet\s+sent/);
  openGate('answered');
  await until('tardy', /IRQ +STATE/);
  press('tardy', 'q');
  const end = await until('tardy', /over$/);
  expect(end).toMatch(/status=0\nicanon\necho\nover$/);
  expect(end).not.toContain('secret');
});
