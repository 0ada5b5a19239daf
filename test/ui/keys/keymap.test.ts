import {describe, expect, test} from 'vitest';
import {SORTS} from '../../../src/model/frame/shown-lines.ts';
import {COMMAND_NAMES, COMMANDS} from '../../../src/protocol/command/command.ts';
import {OFFERS} from '../../../src/ui/advice/offer-table.ts';
import {actionFor} from '../../../src/ui/keys/key-action.ts';
import {keyNames} from '../../../src/ui/keys/key-names.ts';
import {GROUPS, KEYS, keyLabel} from '../../../src/ui/keys/keymap.ts';
import {reduce} from '../../../src/ui/reduce/reduce.ts';
import {openDesk} from '../../helpers/scene.ts';

const all = KEYS.flatMap(({keys}) => keys);

test('no key is there twice', () => {
  expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
  for (const rows of Object.values(OFFERS)) {
    const keys = rows.map(({key}) => key);
    expect(new Set(keys).size).toBe(keys.length);
  }
  expect(new Set(Object.values(SORTS).map(({key}) => key)).size).toBe(Object.keys(SORTS).length);
});

test('menus leave the keys alone that move in them', () => {
  const keys = [...Object.values(OFFERS).flat(), ...Object.values(SORTS)].map(({key}) => key);
  expect(keys.filter(key => ['j', 'k'].includes(key))).toEqual([]);
});

describe('every key does what its row says', () => {
  test.each(KEYS.filter(({keys}) => keys[0] === keyLabel(keys[0]) && keys[0].length === 1))(
    '$keys $title',
    ({keys, action}) => {
      const desk = openDesk();
      desk.wait(1);
      for (const key of keys) expect(actionFor(key, desk.scene())).toEqual(action);
    },
  );

  test.each(KEYS.filter(({action}) => action.action === 'offer'))('$keys $title', ({keys: [pair], action}) => {
    const desk = openDesk({policy: 'xen-2005'});
    desk.wait(1);
    if (pair === 'xu') desk.keys('x m y');
    desk.keys(pair[0]);
    expect(actionFor(pair[1], desk.scene())).toEqual(action);
  });
});

test('every action of the table is carried out without fault, and none changes the scene', () => {
  const desk = openDesk();
  desk.wait(2);
  for (const {action} of KEYS) {
    const scene = desk.scene();
    const before = JSON.stringify(scene.ui);
    expect(reduce(action, scene).ui).toBeDefined();
    expect(JSON.stringify(scene.ui)).toBe(before);
  }
});

test('the help lists every key with its title', () => {
  const desk = openDesk({width: 120, height: 80});
  desk.keys('?');
  const text = desk.see().rows().join('\n');
  for (const {keys, title} of KEYS) for (const shown of [...keys.map(keyLabel), title]) expect(text).toContain(shown);
  for (const group of GROUPS) expect(text).toContain(group.toUpperCase());
});

test('the footer names what its keys go to, and no key that does nothing', () => {
  const desk = openDesk({width: 200});
  desk.wait(1);
  expect(desk.see().rows().slice(-2)).toEqual([
    ' !h hang net  xr reset eth0  xR restart net',
    ' ? help  q quit  1 lines  2 CPUs  3 sharing  4 domains  5 waveform  6 log  7 charts  Tab pane  s sort  / filter  space pause  , back  } speed  x act  ! inject',
  ]);
});

test('no bare lower-case letter sends anything that destroys', () => {
  for (let code = 97; code <= 122; code++) {
    const desk = openDesk();
    desk.wait(1);
    desk.keys(String.fromCharCode(code));
    for (const effect of desk.effects) {
      if (effect.effect !== 'send') continue;
      expect(COMMANDS[effect.command.command].to).toBe('desk');
    }
  }
});

test('every command that a selection can be asked stands in a menu', () => {
  const offered = new Set<string>();
  const desk = openDesk();
  desk.wait(1);
  const state = (name: 'running' | 'slow' | 'paused' | 'dead') => ({...desk.scene().frame.domains[2], state: name});
  const selections = (['running', 'slow', 'paused', 'dead'] as const).flatMap(name =>
    (['open', 'masked'] as const).map(line => ({
      domain: state(name),
      device: {...desk.scene().frame.devices[0], resets: ['pm' as const]},
      line: {...desk.scene().frame.lines[0], state: line},
    })),
  );
  for (const row of Object.values(OFFERS).flat())
    for (const selection of selections) {
      const offer = row.fits(selection);
      if (offer) offered.add(offer.command.command);
    }
  // What wants a number or a slot beside what is selected is typed.
  const typed = ['limit_line', 'set_affinity', 'set_coalescing', 'move_card'];
  const asked = COMMAND_NAMES.filter(name => COMMANDS[name].to === 'machine' && !typed.includes(name));
  expect(offered).toEqual(new Set(asked));
});

test.each([
  ['a', {}, ['a']],
  [' ', {}, ['space']],
  ['', {return: true}, ['enter']],
  ['', {tab: true, shift: true}, ['shift-tab']],
  ['', {rightArrow: true, shift: true}, ['shift-right']],
  ['', {delete: true}, ['backspace']],
  ['u', {ctrl: true}, ['ctrl-u']],
  ['G', {shift: true}, ['G']],
  ['eth0', {}, ['e', 't', 'h', '0']],
  ['a', {eventType: 'release' as const}, []],
  ['', {}, []],
])('%j with %j is %j', (input, key, names) => {
  expect(keyNames(input, key)).toEqual(names);
});
