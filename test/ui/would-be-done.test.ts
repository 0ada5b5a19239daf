import {describe, expect, test} from 'vitest';
import {POLICIES} from '../../src/machine/policy/policy.ts';
import type {MachineCommand} from '../../src/protocol/command/command.ts';
import {advice} from '../../src/ui/advice/advice.ts';
import {offers} from '../../src/ui/advice/offers.ts';
import {openDesk} from '../helpers/scene.ts';
import {simulator} from '../helpers/simulated.ts';

// What the menus list and the footer offers is carried out when it is asked for.

test('nothing is advised or offered where the host is lost', () => {
  const desk = openDesk({policy: 'naive'});
  desk.wait(3);
  desk.keys('! h y');
  desk.wait(10);
  const scene = desk.scene();
  expect(scene.frame.host).toBe('lost');
  expect(advice(scene)).toBeNull();
  expect([offers('actions', scene), offers('injects', scene)]).toEqual([[], []]);
  expect(desk.see().rows().slice(-2).join('\n')).not.toMatch(/hang net|reset eth0|unmask/);
});

const STATES: readonly (readonly MachineCommand[])[] = [
  [],
  [{command: 'hang_domain', domain: 'net'}],
  [{command: 'crash_domain', domain: 'usb'}],
  [{command: 'pause_domain', domain: 'net'}],
  [{command: 'mask_line', line: '169'}],
  [{command: 'kill_domain', domain: 'net'}],
  [{command: 'stick_device', device: 'eth0'}],
  [{command: 'reset_device', device: 'eth0'}],
  [{command: 'mask_device', device: 'eth0'}],
];

describe.each(POLICIES.map(({name}) => name))('under %s', policy => {
  test('all that is offered is done, whatever is selected', () => {
    const refused: string[] = [];
    for (const commands of STATES) {
      const source = simulator({policy});
      const desk = openDesk({source});
      desk.wait(2);
      for (const command of commands) desk.send(command);
      desk.wait(1);
      const here = source.snapshot!();
      for (const [line, domain, device] of [
        ['169', 'net', 'eth0'],
        ['169', 'disk', 'libata'],
        ['169', 'usb', 'uhci_hcd:usb4'],
      ]) {
        const base = desk.scene();
        const scene = {...base, ui: {...base.ui, selected: {line, domain, device}}};
        for (const {command} of [...offers('actions', scene), ...offers('injects', scene)]) {
          const [answer] = source.send!(command as MachineCommand);
          if (answer.kind === 'command_refused')
            refused.push(`${JSON.stringify([commands, command])}: ${answer.reason}`);
          source.restore!(here);
        }
      }
    }
    expect(refused).toEqual([]);
  });
});
