import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readConfig, writeConfig} from '../../src/cli/program/config.ts';
import {initialUi} from '../../src/ui/scene/ui-state.ts';

const configFile = (env: {XDG_CONFIG_HOME: string}) => join(env.XDG_CONFIG_HOME, 'irqdeck/config.yaml');

function configured(text?: string): {XDG_CONFIG_HOME: string} {
  const env = {XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), 'irqdeck-config-'))};
  if (text === undefined) return env;
  mkdirSync(join(env.XDG_CONFIG_HOME, 'irqdeck'));
  writeFileSync(configFile(env), text);
  return env;
}

test('it is read as options are', () => {
  const text = `
theme: safe
sort: "!rate"
filter: "!usb"
threshold: 5
cpus: 0-2,7
columns: [irq, rate]
mouse: false
color: never
keys: {ctrl-q: q, w: xr}
`;
  expect(readConfig(configured(text))).toEqual({
    theme: 'safe',
    sort: {column: 'rate', reverse: true},
    filter: {text: 'usb', inverted: true},
    threshold: 5,
    cpus: [0, 1, 2, 7],
    columns: ['irq', 'rate'],
    mouse: false,
    color: 'never',
    keys: {'ctrl-q': 'q', w: 'xr'},
  });
});

test.each([undefined, '', '# nothing yet\n', 'null\n'])('without anything in it: %o', text => {
  expect(readConfig(configured(text))).toEqual({});
});

test.each([
  ['theme: loud\n', ':1:8: theme: not one of default, safe, mono'],
  ['view: lines\ntheem: safe\n', ':2:1: there is no setting "theem"; did you mean theme?'],
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty'].map((name): [string, string] => [
    `${name}: 1\n`,
    `:1:1: there is no setting "${name}"; there are: `,
  ]),
  ['sort: [rate, total]\n', ':1:7: sort: not one of irq, state, blocked, rate, total, delta, names'],
  ['ascii: perhaps\n', ':1:8: ascii: write true or false'],
  ['- theme\n', ':1:1: a configuration has lines of the form name: value'],
  ['keys: q\n', ':1:1: write keys as PRESSED: AS, for example ctrl-q: q'],
  ['keys: {ctrl-c: "?"}\n', ':1:8: "ctrl-c" is not a key that can be redefined'],
  ['keys:\n  w: quit\n', ':2:6: "quit" is not a key with an action; see irqdeck list keys'],
  ['theme: safe\ntheme: mono\n', ':2:1: this key is here twice'],
])('%o is refused', (text, sentence) => {
  const env = configured(text);
  expect(() => readConfig(env)).toThrow(`${configFile(env)}${sentence}`);
});

test('what is written is read again, and leaves the rest as it was', () => {
  const env = configured('# mine\ntheme: safe # for the beamer\nsort: total\n');
  const ui = initialUi({
    view: 'domains',
    sort: {column: 'rate', reverse: true},
    threshold: 0,
    cpus: [1, 3],
    columns: ['irq', 'waits-for'],
  });
  expect(writeConfig(env, ui)).toBe(`view, order and columns were written to ${configFile(env)}`);
  expect(readFileSync(configFile(env), 'utf8')).toMatch(/^# mine\ntheme: safe # for the beamer\n/);
  expect(readConfig(env)).toEqual({
    theme: 'safe',
    view: 'domains',
    sort: {column: 'rate', reverse: true},
    threshold: 0,
    cpus: [1, 3],
    columns: ['irq', 'waits-for'],
  });
  writeConfig(env, initialUi());
  expect(readConfig(env)).toEqual({theme: 'safe'});
});

test('where there is no folder it is made, and where it can not be that is said', () => {
  const env = configured();
  writeConfig(env, initialUi({view: 'log'}));
  expect(readConfig(env)).toEqual({view: 'log'});
  const blocked = {XDG_CONFIG_HOME: configFile(env)};
  expect(writeConfig(blocked, initialUi())).toMatch(/irqdeck can not be created: there is no such directory$/);
});
