import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect} from 'vitest';
import {irqdeck} from '../helpers/io.ts';
import {until as wait} from '../helpers/patience.ts';
import {openRealTerminal} from '../helpers/real-terminal.ts';

// Time, all the way: the real program in a real terminal, keys, files, and the verdict of check on them.

const state = mkdtempSync(join(tmpdir(), 'irqdeck-branch-'));
afterAll(() => rmSync(state, {recursive: true, force: true}));
const RECORDINGS = join(state, 'irqdeck/recordings');
const recorded = () => (existsSync(RECORDINGS) ? readdirSync(RECORDINGS).toSorted() : []);
const {inTerminal, program, open, press, until} = openRealTerminal('branch', {XDG_STATE_HOME: state});

/** The time in the title. The text behind it depends on how fast the machine is. */
const secondsOf = (screen: string) => Number(/REC +(\d+\.\d) s/.exec(screen)?.[1]);

inTerminal(
  'hang, record, go back five seconds, reset the device first this time: both runs are recorded, and reproduced alone',
  async () => {
    const keys = (...names: string[]) => press('time', ...names);
    const seen = (pattern: RegExp) => until('time', pattern);
    open('time', `${program} run --policy xen-2005 --speed 4; echo status=$?; sleep 1000`, 120, 40);
    await seen(/×4/);
    keys('o');
    await seen(/REC/);
    // It begins with the next sample, up to a quarter of a second later. Commands before that stand in its header.
    await wait(() => recorded().length > 0);
    keys('!', 'h');
    await seen(/also stops: disk, usb/);
    keys('y');
    const starving = secondsOf(await seen(/disk and usb starve on line 169: net has not acknowledged/));
    // Five seconds before that it starved already, and was recorded.
    await until('time', screen => secondsOf(screen) > starving + 6);
    keys('Space', 'S-Left');
    await seen(/PAST -5\.\d s +‖ PAUSED/);
    await seen(/━.*█.* s$/m);
    keys('x', 'r');
    await seen(/a new run branches off here/);
    keys('y');
    await seen(/BRANCH at/);
    // One after the other: a busy program reads what was typed at once, and takes four keys in one read for a paste.
    keys('Space');
    await seen(/^(?!.*PAUSED)/s);
    keys('x', 'R');
    await seen(/restart net\?/);
    keys('y');
    await seen(/net boots/);
    await seen(/no alert: all lines deliver, all domains answer/);
    keys('q');
    await seen(/status=0/);

    const files = recorded();
    expect(files).toEqual([
      expect.stringMatching(/^[\dT.-]+\.branch1\.ndjson\.gz$/),
      expect.stringMatching(/^[\dT.-]+\.ndjson\.gz$/),
    ]);
    for (const [at, commands] of [2, 1].entries()) {
      const {status, stdout} = await irqdeck(['check', join(RECORDINGS, files[at])]);
      expect([status, stdout]).toEqual([
        0,
        expect.stringMatching(/: reproduced: .+ of poweredge-400sc, policy xen-2005, seed 1/),
      ]);
      expect(stdout).toContain(`${commands} command`);
    }
  },
);
