import {expect, test} from 'vitest';
import type {SourceTroubleFrame} from '../../../src/protocol/frame/frame.ts';
import {changeSpeed, realTime} from '../../../src/ui/reduce/time.ts';
import type {Scene} from '../../../src/ui/scene/scene.ts';
import {drawScreen} from '../../../src/ui/views/screen.ts';
import {openDesk} from '../../helpers/scene.ts';
import {textCanvas} from '../../helpers/text-canvas.ts';

/** The screen of a program that is watched, 80 columns wide. */
function seen(sourceTrouble?: SourceTroubleFrame, changed: Partial<Scene> = {}): string[] {
  const desk = openDesk();
  desk.wait(3);
  const scene = desk.scene({speed: 'max', ...changed});
  const frame = {...scene.frame, source: 'watch', program: 'python3 example.py', ...(sourceTrouble && {sourceTrouble})};
  const canvas = textCanvas(80, 24);
  drawScreen(canvas, {...scene, frame, timeline: {...scene.timeline, isLive: true}});
  return canvas.rows();
}

test('the title names the program, and says that it is shown as it comes', () => {
  expect(seen()[0]).toMatch(/^ watch python3 example\.py policy xen-2005 +3\.0 s {2}live +host up *$/);
});

test('what is wrong with the program stands above all that it told', () => {
  const text = 'python3 example.py has ended with status 3';
  const rows = seen({kind: 'ended', sinceNs: 3e9, text}, {ended: true});
  expect(rows[0]).toMatch(/3\.0 s {2}ENDED/);
  expect(rows[1]).toMatch(new RegExp(`^ ▲ ${text} *$`));
});

test('it can be slowed down, and the key for real time shows it as it comes again', () => {
  const scene = openDesk().scene();
  const watched = {...scene, timeline: {...scene.timeline, isLive: true}};
  expect(changeSpeed(-1, {...watched, speed: 'max'}).effects).toEqual([{effect: 'speed', speed: 0.5}]);
  expect(changeSpeed(1, {...watched, speed: 'max'}).effects).toEqual([]);
  expect(realTime({...watched, speed: 0.5}).effects).toEqual([{effect: 'speed', speed: 'max'}]);
  expect(realTime({...scene, speed: 0.5}).effects).toEqual([{effect: 'speed', speed: 1}]);
});
