import {expect, test} from 'vitest';
import type {Frame} from '../../../src/protocol/frame/frame.ts';
import {titleView} from '../../../src/ui/views/title.ts';
import {openDesk} from '../../helpers/scene.ts';
import {textCanvas} from '../../helpers/text-canvas.ts';

const desk = openDesk();
const LONG = 'xen+forced-eoi=2ms+limit=10/100ms';

/** The title of a run, as far as it names the source: the part left of the time. */
function titled(width: number, frame: Partial<Frame>): string {
  const scene = desk.scene();
  const canvas = textCanvas(width, 1);
  titleView(canvas, {...scene, width, frame: {...scene.frame, ...frame}});
  return canvas
    .rows()[0]
    .replace(/ +0\.0 s.*/, '')
    .trim();
}

// Time, pace and host take the last 30 or so columns at any width.
test.each([
  [120, {policy: LONG}, `irqdeck run poweredge-400sc policy ${LONG} seed 1`],
  [100, {policy: LONG}, `run poweredge-400sc policy ${LONG} seed 1`],
  [90, {policy: LONG}, `run poweredge-400sc policy ${LONG}`],
  [80, {policy: LONG}, 'run poweredge-400sc policy xen, 2 set'],
  [80, {policy: 'rate-limit'}, 'run poweredge-400sc policy rate-limit seed 1'],
  [80, {source: 'replay', file: 'hung.ndjson.gz'}, 'replay hung.ndjson.gz policy xen-2005'],
  [60, {policy: 'rate-limit'}, 'run poweredge-400sc rate-limit'],
])('at %i columns, of %o', (width, frame, title) => {
  expect(titled(width, frame)).toBe(title);
});

test('a branch is said in any case', () => {
  const scene = desk.scene();
  const canvas = textCanvas(80, 1);
  titleView(canvas, {...scene, header: {...scene.header, branchOf: {t: 5e9}}, frame: {...scene.frame, policy: LONG}});
  expect(canvas.rows()[0]).toMatch(/^ run poweredge-400sc xen, 2 set {2}BRANCH at 5\.000 s +0\.0 s/);
});

test.each([
  [1, null, '×1 '],
  [1, 0.98, '×1 '],
  [1, 0.1234, '×0.1, asked ×1 '],
  [8, 4.2, '×4, asked ×8 '],
  [1000, 163.4, '×160, asked ×1000 '],
  ['max', null, 'max '],
  ['max', 0.1234, 'max ×0.1 '],
  ['max', 512.3, 'max ×510 '],
] as const)('at speed %s, really %s', (speed, realSpeed, said) => {
  const canvas = textCanvas(120, 1);
  titleView(canvas, {...desk.scene(), width: 120, speed, realSpeed});
  expect(canvas.rows()[0]).toContain(` s  ${said}`);
});
