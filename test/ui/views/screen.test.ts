import {describe, expect, test} from 'vitest';
import {advance} from '../../../src/model/fold/fold.ts';
import {frame} from '../../../src/model/frame/frame.ts';
import {initialView, type View} from '../../../src/model/view/view.ts';
import type {Keyframe} from '../../../src/protocol/record/keyframe.ts';
import type {Scene} from '../../../src/ui/scene/scene.ts';
import {initialUi} from '../../../src/ui/scene/ui-state.ts';
import {drawScreen} from '../../../src/ui/views/screen.ts';
import {large} from '../../helpers/large.ts';
import {type Desk, historyOf, openDesk} from '../../helpers/scene.ts';
import {textCanvas} from '../../helpers/text-canvas.ts';

const SIZES = [
  {width: 80, height: 24},
  {width: 120, height: 40},
  {width: 200, height: 60},
];

const many = {name: 'large', title: '', policy: 'xen', machine: large(64, 40, 0.05)};

/** The keys and commands before the picture was taken. */
const PICTURES: {[name: string]: () => Desk} = {
  running: () => played({}, desk => desk.wait(20)),
  'hung-under-xen-2005': () => played({policy: 'xen-2005'}, hang),
  'hung-under-xen': () => played({policy: 'xen'}, hang),
  dialog: () =>
    played({policy: 'xen-2005'}, desk => {
      hang(desk);
      desk.keys('x R');
    }),
  help: () => played({}, desk => desk.keys('?')),
  details: () =>
    played({}, desk => {
      hang(desk);
      desk.keys('enter');
    }),
  cpus: () =>
    played({}, desk => {
      hang(desk);
      desk.keys('2');
    }),
  sharing: () =>
    played({policy: 'xen-2005'}, desk => {
      hang(desk);
      desk.keys('3');
    }),
  waveform: () =>
    played({policy: 'xen-2005'}, desk => {
      hang(desk);
      desk.keys('5');
    }),
  rewound: () =>
    played({policy: 'xen-2005'}, desk => {
      hang(desk);
      desk.keys('space shift-left');
    }),
  branched: () =>
    played({policy: 'xen-2005'}, desk => {
      hang(desk);
      desk.keys('space shift-left x r y space');
      desk.wait(2);
      desk.keys('x R y');
      desk.wait(3);
    }),
  'rewound-in-a-branch': () =>
    played({policy: 'xen-2005'}, desk => {
      hang(desk);
      desk.keys('space shift-left x r y space');
      desk.wait(8);
      desk.keys('shift-left');
    }),
  'event-by-event': () =>
    played({policy: 'xen-2005'}, desk => {
      hang(desk);
      desk.keys('5 { space shift-left shift-left');
      for (let n = 0; n < 9; n++) desk.keys('.');
    }),
  domains: () =>
    played({}, desk => {
      hang(desk);
      desk.keys('4');
    }),
  '64-cpus': () => played({policy: 'xen', scenario: many}, desk => desk.wait(4)),
  livelocked: () => played({policy: 'naive'}, desk => desk.wait(3)),
};

describe.each(SIZES)('at $width x $height', ({width, height}) => {
  test.each(Object.keys(PICTURES))('%s', async name => {
    const rows = PICTURES[name]().see(width, height).rows();
    await expect(picture(rows)).toMatchFileSnapshot(golden(name, width, height));
  });

  test('a source that tells counts only', async () => {
    const canvas = textCanvas(width, height);
    drawScreen(canvas, countsOnly(width, height));
    await expect(picture(canvas.rows())).toMatchFileSnapshot(golden('counts-only', width, height));
  });
});

test('without glyphs beyond ASCII', () => {
  const desk = PICTURES['hung-under-xen-2005']();
  const canvas = textCanvas(80, 24);
  drawScreen(canvas, desk.scene({ascii: true}));
  expect(canvas.rows().filter(row => /[^ -~]/.test(row.replaceAll('…', '').replaceAll('µ', 'u')))).toEqual([]);
});

test('a small screen says in one sentence what is wrong', () => {
  const desk = played({}, ({wait}) => wait(1));
  expect(desk.see(59, 20).rows()[0]).toBe('irqdeck needs 60x16 cells; this terminal has 59x20.');
  expect(desk.see(3, 3).rows()).toHaveLength(3);
  expect(desk.see(60, 16).rows()[0]).toMatch(/^ run poweredge-400sc xen-2005 +1\.0 s/);
});

test('columns stay in their places while the values change', () => {
  const desk = played({policy: 'xen'}, ({wait}) => wait(2));
  const heads = () => desk.see(120, 40).rows()[3];
  const before = heads();
  for (const keys of ['! h y', 'x r y', 'x R y']) {
    desk.keys(keys);
    desk.wait(4);
    expect(heads()).toBe(before);
  }
});

test('what is wrong is marked as bad, and said in words too', () => {
  const canvas = PICTURES['hung-under-xen-2005']().see(120, 40);
  expect(canvas.markOf('disk and usb starve on line 169: net has not acknowledged')).toBe('bad');
  expect(canvas.markOf('◐ waits for ack')).toBe('bad');
  expect(canvas.markOf('✗ hung')).toBe('bad');
  expect(canvas.markOf('xr')).toBe('accent');
});

test('what is not known is marked so and never 0', () => {
  const canvas = textCanvas(80, 24);
  drawScreen(canvas, countsOnly(80, 24));
  expect(canvas.markOf('? unknown')).toBe('unknown');
  expect(canvas.rows().some(row => row.includes('0%'))).toBe(false);
});

function played(options: Parameters<typeof openDesk>[0], play: (desk: Desk) => void): Desk {
  const desk = openDesk(options);
  play(desk);
  return desk;
}

function hang(desk: Desk): void {
  desk.wait(20);
  desk.keys('! h y');
  desk.wait(9);
}

function picture(rows: readonly string[]): string {
  return `${rows.join('\n')}\n`;
}

function golden(name: string, width: number, height: number): string {
  return `../../golden/ui/views/${name}-${width}x${height}.txt`;
}

/** As from /proc/interrupts: names and counts, nothing else. */
function countsOnly(width: number, height: number): Scene {
  const seconds: View[] = [];
  for (const second of [0, 1, 2, 3]) seconds.push(counted(seconds.at(-1), second));
  const [before, now] = seconds.slice(-2);
  return {
    frame: frame(now, before),
    before: frame(before, before),
    header: now.header,
    log: now.log,
    history: historyOf(seconds),
    speed: 1,
    paused: true,
    ended: false,
    canSend: false,
    steps: () => ({missing: 'this source (replay) has no single steps'}),
    timeline: {
      startNs: 0,
      endNs: 3e9,
      farthestNs: 3e9,
      reachNs: 0,
      branches: false,
      isLive: false,
      seekingNs: null,
      notice: null,
      bookmarks: [],
    },
    width,
    height,
    ui: initialUi(),
  };
}

function counted(before: View | undefined, second: number): View {
  if (!before)
    return advance(initialView({format: 'irqdeck-recording', version: 1, source: 'replay', intervalNs: 1e9}), [
      KEYFRAME,
    ]);
  const lines = [
    {irq: '0', counts: [[0, 1000]] as [number, number][]},
    {irq: '169', counts: [[0, 30 + second]] as [number, number][]},
  ];
  return advance(before, [{kind: 'sample', t: second * 1e9, spanNs: 1e9, lines}]);
}

const UNTOLD = {trigger: null, domains: null, state: null, owedBy: null};
const KEYFRAME: Keyframe = {
  kind: 'keyframe',
  t: 0,
  cpus: [0, 1],
  lines: [
    {...UNTOLD, irq: '0', chip: 'IO-APIC-edge', devices: ['timer'], perCpu: [484_259, 448_188]},
    {...UNTOLD, irq: '14', chip: 'IO-APIC-edge', devices: ['ide0'], perCpu: [776, 762]},
    {...UNTOLD, irq: '169', chip: 'IO-APIC-level', devices: ['libata', 'uhci_hcd:usb4', 'eth0'], perCpu: [37_509, 0]},
    {...UNTOLD, irq: '201', chip: null, devices: [], perCpu: [0, 0]},
    {...UNTOLD, irq: 'LOC', counter: true, chip: 'local timer interrupts', devices: [], perCpu: [932_357, 932_306]},
    {...UNTOLD, irq: 'ERR', counter: true, chip: null, devices: [], perCpu: [0]},
  ],
  domains: [],
  devices: [],
};
