import {describe, expect, test} from 'vitest';
import {actionFor} from '../../src/ui/keys/key-action.ts';
import {drawScreen} from '../../src/ui/views/screen.ts';
import {openDesk} from '../helpers/scene.ts';
import {textCanvas} from '../helpers/text-canvas.ts';

// What somebody does at the screen, by keys alone, and what is seen of it.

const text = (desk: ReturnType<typeof openDesk>) => desk.see().rows().join('\n');

describe('a hung domain', () => {
  test('the culprit is found, the dialog refused, then reset and restart bring it back', () => {
    const desk = openDesk({policy: 'xen-2005'});
    desk.wait(5);
    expect(text(desk)).toContain('no alert: all lines deliver, all domains answer');

    desk.keys('! h');
    expect(text(desk)).toContain('hang net?');
    expect(text(desk)).toContain('also stops: disk, usb');
    desk.keys('enter');
    expect(desk.ui.popup?.kind).toBe('dialog');
    desk.keys('escape');
    expect(desk.ui.popup).toBeNull();
    expect(desk.effects).toEqual([]);

    desk.keys('! h y');
    desk.wait(3);
    expect(desk.effects).toEqual([{effect: 'send', command: {command: 'hang_domain', domain: 'net'}}]);
    expect(text(desk)).toContain('disk and usb starve on line 169: net has not acknowledged since t=5.05 s');
    expect(text(desk)).toContain('xr reset eth0 so that its pin falls, then xR restart net');

    desk.keys('x r');
    expect(text(desk)).toContain('eth0 is out of service until net probes it again');
    desk.keys('y');
    desk.wait(1);
    expect(text(desk)).toContain('xR restart net');
    expect(text(desk)).not.toContain('so that its pin falls');

    desk.keys('x R y');
    desk.wait(2);
    expect(text(desk)).toContain('net is booting: its devices are back in service when it is ready');
    desk.wait(8);
    expect(text(desk)).toContain('no alert: all lines deliver, all domains answer');
  });

  test('whoever selected something else is led to the culprit', () => {
    const desk = openDesk({policy: 'xen-2005'});
    desk.wait(5);
    desk.keys('! h y g');
    desk.wait(3);
    expect(desk.ui.selected.line).toBe('0');
    expect(text(desk)).toContain('n select net, then xr reset eth0');
    desk.keys('n');
    expect(desk.ui.selected).toEqual({line: '169', domain: 'net', device: 'eth0'});
  });

  test('without commands the remedy is told, and no key pretends to do it', () => {
    const desk = openDesk({policy: 'xen-2005'});
    desk.wait(5);
    desk.keys('! h y');
    desk.wait(3);
    const canvas = textCanvas(80, 24);
    drawScreen(canvas, desk.scene({canSend: false}));
    const seen = canvas.rows().join('\n');
    expect(seen).toContain('remedy: reset eth0 so that its pin falls, then restart net');
    expect(seen).toContain('this source (run) takes no commands');
    expect(actionFor('x', desk.scene({canSend: false}))).toEqual({
      action: 'notice',
      text: 'not possible: this source (run) takes no commands',
    });
  });
});

describe('lines', () => {
  test('the selection follows the line through sorting', () => {
    const desk = openDesk();
    desk.wait(5);
    desk.keys('g j j j j');
    expect(desk.ui.selected.line).toBe('15');
    for (const keys of ['s r', 'R', '>', '=']) {
      desk.keys(keys);
      expect(desk.ui.selected.line).toBe('15');
      expect(desk.see().selected()[0]).toContain(' 15 ○ open');
    }
  });

  test('sorting by rate puts the fastest first, and again the slowest', () => {
    const desk = openDesk();
    desk.wait(5);
    desk.keys('s r');
    const first = () => desk.see().rows()[4].trim().split(/\s+/)[0].replace('▸', '');
    expect(first()).toBe('0');
    desk.keys('s r');
    expect(desk.ui.sort).toEqual({column: 'rate', reverse: true});
    expect(first()).not.toBe('0');
  });

  test('the filter is seen as it is typed, Esc brings the old one back, Enter keeps it', () => {
    const desk = openDesk();
    desk.wait(5);
    desk.keys('/');
    desk.type('usb[35]');
    expect(text(desk)).toContain('2 of 14 lines');
    desk.keys('escape');
    expect(desk.ui.filter).toEqual({text: '', inverted: false});
    desk.keys('/');
    desk.type('!usb');
    desk.keys('enter');
    expect(desk.ui.filter).toEqual({text: 'usb', inverted: true});
    expect(text(desk)).toContain('not /usb/ 10 of 14');
    desk.keys('\\');
    expect(text(desk)).not.toContain('/usb/');
  });

  test('what is no regular expression is looked for as it stands', () => {
    const desk = openDesk();
    desk.wait(1);
    desk.keys('/');
    desk.type('usb(');
    expect(text(desk)).toContain('used as plain text: it is not a regular expression:');
    desk.keys('backspace enter n');
    expect(desk.ui.selected.line).toBe('185');
    desk.keys('n n n');
    expect(desk.ui.selected.line).toBe('169');
    desk.keys('N');
    expect(desk.ui.selected.line).toBe('201');
  });

  test('line, domain and device stay together', () => {
    const desk = openDesk({height: 40});
    desk.wait(5);
    desk.keys('tab g j');
    expect(desk.ui.focus).toBe('domains');
    expect(desk.ui.selected).toEqual({line: '169', domain: 'disk', device: 'libata'});
    desk.keys('j j');
    expect(desk.ui.selected).toEqual({line: '169', domain: 'usb', device: 'uhci_hcd:usb4'});
    desk.keys('tab G');
    expect(desk.ui.focus).toBe('devices');
    expect(desk.ui.selected).toEqual({line: '169', domain: 'net', device: 'eth0'});
  });
});

describe('time', () => {
  test('pause, browse, resume', () => {
    const desk = openDesk();
    desk.wait(5);
    desk.keys('space');
    expect(text(desk)).toContain('‖ PAUSED');
    desk.keys('j j');
    desk.keys('z');
    expect(desk.effects).toEqual([{effect: 'pause'}, {effect: 'resume'}]);
    expect(text(desk)).toContain('×1');
  });

  test('who steps wants it to stand still', () => {
    const desk = openDesk();
    desk.keys('. .');
    expect(desk.effects).toEqual([{effect: 'pause'}, {effect: 'step', by: 1}, {effect: 'step', by: 1}]);
  });

  test('at the ends of time, the screen says so', () => {
    const desk = openDesk();
    desk.keys(',');
    expect(text(desk)).toContain('this is the beginning');
    for (const key of ['shift-right', 'Z']) {
      desk.keys(`j ${key}`);
      expect(text(desk)).toContain('this is the present: there is nothing later yet');
    }
    desk.keys('L');
    expect(text(desk)).toContain('only a recording can loop');
    desk.keys('j');
    expect(text(desk)).not.toContain('only a recording');
    expect(desk.effects).toEqual([]);
  });

  test('speed halves and doubles', () => {
    const desk = openDesk();
    desk.keys('{ } backspace');
    expect(desk.effects).toEqual([0.5, 1, 1].map(speed => ({effect: 'speed', speed})));
  });
});

describe('popups', () => {
  test('Esc goes back, and nothing else', () => {
    const desk = openDesk();
    for (const keys of ['?', 'enter', 'x', '!', 's', '/', 'm']) {
      desk.keys(keys);
      expect(desk.ui.popup).not.toBeNull();
      desk.keys('escape');
      expect(desk.ui.popup).toBeNull();
    }
    desk.keys('4 escape');
    expect(desk.ui.view).toBe('lines');
    desk.keys('escape');
    expect(desk.effects).toEqual([]);
  });

  test('the help scrolls to its end and not beyond', () => {
    const desk = openDesk();
    desk.keys('? G');
    expect(text(desk)).toContain('redraw the screen');
    desk.keys('k');
    expect(text(desk)).not.toContain('redraw the screen');
  });

  test('a menu can be walked through', () => {
    const desk = openDesk();
    desk.wait(1);
    desk.keys('x j j enter');
    expect(text(desk)).toContain('also stops: disk, usb, net, until line 169 is unmasked');
    desk.keys('y');
    expect(desk.effects).toEqual([{effect: 'send', command: {command: 'mask_line', line: '169'}}]);
  });

  test('a key that is in no menu changes nothing', () => {
    const desk = openDesk();
    desk.wait(1);
    desk.keys('x u');
    expect(desk.ui.popup?.kind).toBe('actions');
    expect(text(desk)).toContain('u does not fit what is selected');
  });

  test('a marker is set with its text, an alert acknowledged', () => {
    const desk = openDesk({policy: 'xen-2005'});
    desk.wait(5);
    desk.keys('m');
    desk.type('it begins');
    desk.keys('enter ! h y');
    desk.wait(3);
    desk.keys('a');
    expect(desk.effects.at(-1)).toEqual({
      effect: 'send',
      command: {command: 'acknowledge_alert', alert: 'starvation/169/disk'},
    });
    desk.keys('6');
    expect(text(desk)).toContain('marker: it begins');
    expect(text(desk)).toContain('(acknowledged)');
  });
});

test('the log stays where it was scrolled to', () => {
  const desk = openDesk({policy: 'xen-2005'});
  desk.wait(5);
  for (let n = 0; n < 30; n++) {
    desk.keys('m');
    desk.type(`mark ${n}`);
    desk.keys('enter');
  }
  desk.keys('6 k k');
  expect(text(desk)).toContain('2 later; G shows the latest');
  desk.keys('m x enter');
  expect(text(desk)).toContain('3 later; G shows the latest');
  desk.keys('G');
  expect(text(desk)).toContain('marker: x');
});
