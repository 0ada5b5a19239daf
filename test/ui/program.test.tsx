import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openProgram, type Program, simulator} from './program.tsx';

// The whole way, from the bytes that a keyboard sends to the cells of a terminal: what somebody does, and what is seen of it.

let program: Program;

afterEach(() => program.close());

const expectSeen = async (...parts: (string | RegExp)[]) => {
  const text = await program.text();
  for (const part of parts) {
    const found = typeof part === 'string' ? text.includes(part) : part.test(text);
    expect(found, `${part} is not on the screen:\n${text}`).toBe(true);
  }
};
const row = async (beginning: RegExp) => (await program.rows()).find(each => beginning.test(each));

describe('under the policy of 2005', () => {
  beforeEach(async () => {
    program = await openProgram({policy: 'xen-2005'});
    await program.wait(5);
  });

  test('hang, refuse at the dialog, hang again, reset, restart, recover', async () => {
    await expectSeen('no alert: all lines deliver, all domains answer', 'try it: !h hangs net');
    await program.press('! h');
    await expectSeen('hang net?', 'also stops: disk, usb', 'line 169 will wait for net without a limit');
    await program.press('Enter');
    await expectSeen('hang net?');
    await program.press('Esc');
    expect(await program.text()).not.toContain('hang net?');
    await program.wait(1);
    await expectSeen('no alert');

    await program.press('! h y');
    await program.wait(3);
    await expectSeen(
      'disk and usb starve on line 169: net has not acknowledged',
      'xr reset eth0 so that its pin falls',
    );
    await expectSeen(/169 ◐ waits for ack +0 .* net /, /net +✗ hung +hung +169/);

    await program.press('x r');
    await expectSeen('reset eth0?', 'eth0 is out of service until net probes it again');
    await program.press('y');
    await program.wait(1);
    await expectSeen(/^ {3}xR restart net$/m);
    await program.press('x R y');
    await program.wait(2);
    await expectSeen('net is booting: its devices are back in service when it is ready', /net +◌ restarting +down/);
    expect(await row(/169 ○ open/)).toBeDefined();
    await program.wait(8);
    await expectSeen('no alert: all lines deliver, all domains answer', /net +● running +ok .* 1 /);
  });

  test('who looks elsewhere finds the culprit with n', async () => {
    await program.press('! h y g');
    await program.wait(3);
    await expectSeen(/^▸ +0 ○/m, 'n select net, then xr reset eth0');
    await program.press('n');
    await expectSeen(/^▸169 ◐/m, /^▸net +✗ hung/m);
    await program.press('Enter');
    await expectSeen(/waits for ack: held until all notified domains have/, /waits for +net/, /net \(hung\)/);
  });
});

describe('a command that is written', () => {
  beforeEach(async () => {
    program = await openProgram({policy: 'xen-2005'});
    await program.wait(3);
  });

  test('is completed, and asks before it destroys', async () => {
    await program.press(':');
    await expectSeen('write a command');
    await program.type('han');
    await program.press('Tab');
    await expectSeen('hang_domain _', 'hang_domain DOMAIN [HOW]', 'dom0  disk  net  usb');
    await program.type('n');
    await program.press('Tab');
    await program.type('d');
    await program.press('Tab');
    await expectSeen('hang_domain net deaf _');
    await program.press('Enter');
    await expectSeen('hang_domain net deaf?', 'also disturbs: disk, usb');
    await program.press('y');
    await program.wait(2);
    await expectSeen(/net +✗ hung/);
  });

  test('says what is wrong with it, and can be mended', async () => {
    await program.press(':');
    await program.type('mask_line 170');
    await program.press('Enter');
    await expectSeen('there is no line "170"', 'mask_line 170_');
    await program.press('Backspace Backspace');
    await program.type('69');
    await program.press('Enter');
    // Masking a line that others share hurts them: it asks.
    await expectSeen('mask_line 169?', 'also stops: disk, usb, net');
    await program.press('y');
    await program.wait(1);
    await expectSeen(/169 ● masked/);
  });
});

test('a source without single steps says so in the waveform', async () => {
  const {steps, stepsFromNs, ...source} = simulator();
  program = await openProgram({source});
  await program.wait(1);
  await program.press('5');
  await expectSeen('this source (run) has no single steps');
});

describe('at rest', () => {
  beforeEach(async () => {
    program = await openProgram({columns: 120, rows: 40});
    await program.wait(3);
  });

  test('lines are sorted and filtered', async () => {
    const first = async () => (await program.rows())[4].trim().split(/[▸ ]+/).filter(Boolean)[0];
    expect(await first()).toBe('0');
    await program.press('s');
    await expectSeen('sort lines by');
    await program.press('r R');
    expect(await first()).not.toBe('0');
    await program.press('= /');
    await program.type('usb[35]');
    await expectSeen('2 of 14 lines');
    await program.press('Enter');
    await expectSeen('/usb[35]/ 2 of 14');
    const lines = (await program.rows()).slice(4, 7);
    expect(lines[0]).toMatch(/193 .* uhci_hcd:usb2→usb uhci_hcd:usb5→usb/);
    expect(lines[1]).toMatch(/201 .* uhci_hcd:usb3→usb/);
    expect(lines[2]).not.toMatch(/open/);
    await program.press('\\');
    expect(await program.text()).not.toContain('/usb[35]/');
  });

  test('pause, browse, resume', async () => {
    await program.press('Space');
    await expectSeen('‖ PAUSED', ' 3.0 s ');
    const before = await program.rows();
    await program.wait(5);
    expect(await program.rows()).toEqual(before);
    await program.press('j j 6');
    await expectSeen('‖ PAUSED', 'LOG');
    await program.press('4');
    await expectSeen(/DEVICE +LINE/);
    await program.press('Esc .');
    await expectSeen(' 3.1 s ');
    await program.press('z');
    await program.wait(2);
    await expectSeen('×1', ' 5.1 s ');
  });

  test('in steady state Ink draws nothing, and each frame is one write', async () => {
    await program.press('j k');
    const before = {...program.screen.counters};
    await program.wait(5);
    const {commits, inkWrites, writes} = program.screen.counters;
    // Twenty refreshes, each of which changes the clock at least.
    expect({commits, inkWrites, writes}).toEqual({
      commits: before.commits,
      inkWrites: before.inkWrites,
      writes: before.writes + 20,
    });
    for (const write of program.terminal.writes.slice(-20)) {
      expect(write.startsWith('\x1b[?2026h')).toBe(true);
      expect(write.indexOf('\x1b[?2026l')).toBe(write.length - '\x1b[?2026l'.length);
    }
  });

  test('not with charts either, nor by a key', async () => {
    await program.press('7');
    await program.loaded();
    await program.wait(2);
    await expectSeen('Interrupts a second', 'Share of time blocked');
    const before = program.screen.counters.commits;
    await program.wait(3);
    await program.press('j k 6 4 1 ? Esc');
    expect(program.screen.counters.commits).toBe(before);
  });
});

describe('the mouse, and F1', () => {
  beforeEach(async () => {
    program = await openProgram({columns: 80, rows: 24});
    await program.wait(3);
  });
  const at = async (pattern: RegExp): Promise<[number, number]> => {
    const rows = await program.rows();
    const y = rows.findIndex(each => pattern.test(each));
    return [rows[y].search(pattern), y];
  };
  const click = async ([x, y]: [number, number]) => {
    await program.send(`\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`);
  };
  const wheel = async (button: number, [x, y]: [number, number]) => program.send(`\x1b[<${button};${x + 1};${y + 1}M`);

  test('a click selects what it is on, in each table', async () => {
    await click(await at(/15 ○ open/));
    await expectSeen(/^▸ 15 ○ open/m, /^▸dom0/m);
    await click(await at(/disk +● running/));
    await expectSeen(/^▸disk/m, /^▸169/m);
  });

  test('a click on the head of a column sorts by it, another one turns it round', async () => {
    const first = async () => (await program.rows())[4];
    await click(await at(/RATE/));
    expect(await first()).toMatch(/^ +0 ○ open +100\d/);
    await click(await at(/RATE/));
    expect(await first()).not.toMatch(/^ +0 ○ open/);
  });

  test('the wheel goes through the table that it is over, and through help', async () => {
    const over = await at(/15 ○ open/);
    await click(await at(/ 8 ○ open/));
    await wheel(65, over);
    await wheel(65, over);
    await wheel(64, over);
    await expectSeen(/^▸ {2}9 ○ open/m);
    await program.press('F1');
    await expectSeen('next row');
    await wheel(65, over);
    expect(await program.text()).not.toContain('MOVE');
    await program.press('F1');
    await expectSeen(/^▸ {2}9 ○ open/m);
  });

  test('a click chooses from a menu, and decides nothing in a dialog', async () => {
    await program.press('!');
    await click(await at(/hang net/));
    await expectSeen('hang net?', 'also stops');
    await click(await at(/ y do it/));
    await expectSeen('hang net?');
    await program.press('Esc');
    await program.wait(1);
    await expectSeen('no alert');
  });

  test('what a terminal may send is never taken for keys', async () => {
    await program.send('\x1b[<32;5;5M\x1b[<66;1;1M\x1b[<0;999;999M\x1b[<0;0;0M');
    await expectSeen(/^▸169/m, '1-7 views');
  });
});
