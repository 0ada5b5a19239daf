import {paragraph} from '../../model/words/paragraph.ts';
import type {Scene} from '../scene/scene.ts';
import type {Canvas} from '../screen/paint/canvas.ts';
import {alertsView} from './alerts.ts';
import {cpusView} from './cpus.ts';
import {devicesView} from './devices.ts';
import {domainsView} from './domains.ts';
import {footerView} from './footer.ts';
import {type Layout, LEAST} from './layout.ts';
import {historyView} from './lines/history.ts';
import {linesView} from './lines/lines.ts';
import {logView} from './log.ts';
import type {DrawView} from './parts/view.ts';
import {openPopup} from './popups/popup.ts';
import {layoutOf} from './screen-layout.ts';
import {sharingView} from './sharing.ts';
import {timebarView} from './timebar.ts';
import {titleView} from './title.ts';
import {waveformView} from './waveform/waveform.ts';

/** Draws the whole screen of a scene on a canvas of its size. `charts` draws the charts view. */
export function drawScreen(canvas: Canvas, scene: Scene, charts?: DrawView): void {
  if (scene.width < LEAST.width || scene.height < LEAST.height) tooSmall(canvas, scene);
  else drawParts(canvas, scene, charts);
}

function drawParts(canvas: Canvas, scene: Scene, charts?: DrawView): void {
  const parts = layoutOf(scene);
  for (const name of Object.keys(parts) as (keyof Layout)[]) {
    const {x, y, width, height} = parts[name]!;
    const view = name === 'charts' ? charts : VIEWS[name];
    view?.(canvas.part(x, y, width, height), scene);
  }
  const popup = openPopup(scene);
  if (!popup) return;
  const {x, y, width, height} = popup.rect;
  popup.draw(canvas.part(x, y, width, height));
}

const VIEWS: {readonly [name in Exclude<keyof Layout, 'charts'>]: DrawView} = {
  title: titleView,
  alerts: alertsView,
  lines: linesView,
  domains: domainsView,
  cpus: cpusView,
  devices: devicesView,
  history: historyView,
  sharing: sharingView,
  waveform: waveformView,
  log: logView,
  timebar: timebarView,
  footer: footerView,
};

/** As much of one sentence as fits. */
function tooSmall(canvas: Canvas, {width, height}: Scene): void {
  const sentence = `irqdeck needs ${LEAST.width}x${LEAST.height} cells; this terminal has ${width}x${height}.`;
  for (const [y, row] of paragraph(sentence, Math.max(width, 1)).entries()) canvas.text(0, y, row, 'warn');
}
