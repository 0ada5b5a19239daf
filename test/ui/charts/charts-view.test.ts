import {expect, test} from 'vitest';
import {type ChartedLine, chartsView} from '../../../src/ui/charts/charts-view.ts';
import {loadCharts} from '../../../src/ui/charts/line-chart.ts';
import {paper} from './paper.ts';

const charts = await loadCharts();

const per = <T>(seconds: number, value: (at: number) => T) => Array.from({length: seconds}, (_, at) => value(at));
const line = (name: string, rates: ChartedLine['rates'], held: ChartedLine['held']): ChartedLine => ({
  name,
  rates,
  held,
});

/** A domain hangs after a minute: its line is held, and fires a thousand times a second only because it is forced to. */
const hung = line(
  '16 disk0, usb0, eth0',
  per(120, at => (at < 60 ? 40 + 3 * Math.sin(at) : 990 + 4 * Math.sin(at))),
  per(120, at => (at < 60 ? 0.0004 : 0.994)),
);
const storm = line(
  '18 snd0',
  per(120, at => (at < 90 ? 4 : 1_200_000)),
  per(120, () => 0),
);
const gappy = line(
  '17 wlan0',
  per(120, at => (at % 40 < 25 ? 600 + 2 * at : null)),
  per(120, () => null),
);
const quiet = line(
  '19',
  per(120, () => 0),
  per(120, () => 0),
);
const many = per(9, at =>
  line(
    `${20 + at} nic${at}`,
    per(120, second => 100 * (at + 1) + second),
    per(120, () => at / 10),
  ),
);

const CASES: [name: string, width: number, height: number, lines: readonly ChartedLine[]][] = [
  ['hung-80x20', 80, 20, [hung]],
  ['hung-120x36', 120, 36, [hung, gappy]],
  ['hung-200x56', 200, 56, [hung, gappy, quiet]],
  ['storm-80x20', 80, 20, [storm, hung]],
  ['zeros-80x20', 80, 20, [quiet]],
  ['unknown-80x20', 80, 20, [gappy]],
  ['many-80x20', 80, 20, many],
  ['many-200x56', 200, 56, many],
  ['none-80x20', 80, 20, []],
  ['no-point-80x20', 80, 20, [line('16 eth0', [], [])]],
  ['one-point-80x20', 80, 20, [line('16 eth0', [990], [0.5])]],
  ['two-points-80x20', 80, 20, [line('16 eth0', [null, 990, 40], [null, 0.5, 0.02])]],
  ['low-100x10', 100, 10, [hung]],
  ['small-40x10', 40, 10, [hung]],
];

test.each(CASES)('%s', async (name, width, height, lines) => {
  const {canvas, text} = paper(width, height);
  chartsView(canvas, charts, {lines, span: 120}, false);
  await expect(text()).toMatchFileSnapshot(`../../golden/ui/charts/${name}.txt`);
});

test('says that it is loading', () => {
  const {canvas, text} = paper(40, 3);
  chartsView(canvas, null, {lines: [hung], span: 120}, true);
  expect(text()).toBe('\n          Loading the charts…\n');
});

test('any size, any lines', () => {
  for (const width of [1, 2, 5, 18, 19, 36, 59, 60, 61, 200])
    for (const height of [1, 2, 3, 4, 5, 7, 15, 16, 17, 60])
      for (const [, , , lines] of CASES)
        for (const color of [true, false]) chartsView(paper(width, height).canvas, charts, {lines, span: 120}, color);
});
