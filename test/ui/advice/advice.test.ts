import {describe, expect, test} from 'vitest';
import {advice} from '../../../src/ui/advice/advice.ts';
import {troubles} from '../../../src/ui/advice/trouble.ts';
import {type Desk, openDesk} from '../../helpers/scene.ts';

// A user who does what the screen advises, key by key, gets every domain of the machine back, whichever hung or crashed.

const FAULTS = ['! h y', '! d y', '! c y'];
const POLICIES = ['xen-2005', 'xen'];
const DOMAINS = ['dom0', 'disk', 'usb', 'net'];

const cases = POLICIES.flatMap(policy => DOMAINS.flatMap(domain => FAULTS.map(fault => ({policy, domain, fault}))));

describe('what is advised helps', () => {
  test.each(cases)('under $policy, $domain after $fault', ({policy, domain, fault}) => {
    const desk = openDesk({policy, ui: {selected: {line: null, domain, device: null}}});
    desk.wait(5);
    desk.keys(fault);
    desk.wait(4);
    const done: string[] = [];
    for (let round = 0; round < 12 && troubles(desk.scene().frame).length > 0; round++) {
      done.push(advice(desk.scene()) ?? 'nothing');
      follow(advice(desk.scene()) ?? '', desk);
      desk.wait(4);
    }
    expect(troubles(desk.scene().frame), done.join('\n')).toEqual([]);
    desk.wait(5);
    expect(desk.scene().frame.alerts).toEqual([]);
    for (const {state, health} of desk.scene().frame.domains) expect({state, health}).toEqual(WELL);
    for (const {inService} of desk.scene().frame.devices) expect(inService).toBe(true);
    expect(desk.scene().frame.lines.map(({state}) => state)).not.toContain('killed');
  });
});

const WELL = {state: 'running', health: 'ok'};

/** Presses the keys that stand in a sentence: `xr reset eth0, then xR restart net`. */
function follow(sentence: string, desk: Desk): void {
  for (const [, key] of sentence.matchAll(/`(\w+)`/g)) {
    desk.keys([...key].join(' '));
    if (desk.ui.popup?.kind === 'dialog') desk.keys('y');
  }
}
