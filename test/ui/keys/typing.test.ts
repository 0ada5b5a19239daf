import {expect, test} from 'vitest';
import type {Action} from '../../../src/ui/keys/keymap.ts';
import {openTyping, type TypingTarget} from '../../../src/ui/keys/typing.ts';
import {initialUi, type UiState} from '../../../src/ui/scene/ui-state.ts';

/** `/` opens a field, `!` a menu, `h` in it a question, `q` quits; every action is logged. */
function typist(first: UiState['popup'] = null): TypingTarget & {done: string[]} {
  let ui = initialUi({popup: first});
  const done: string[] = [];
  const filter = {kind: 'filter', before: {text: '', inverted: false}} as const;
  const dialog = {kind: 'dialog', command: {command: 'hang_domain', domain: 'net'}, title: '', victims: []} as const;
  return {
    done,
    ui: () => ui,
    meaning(key): Action | null {
      if (key === 'ctrl-c') return {action: 'quit'};
      if (ui.popup?.kind === 'filter')
        return key === 'enter' ? {action: 'accept'} : {action: 'type', text: key === 'space' ? ' ' : key};
      if (ui.popup?.kind === 'injects') return {action: 'offer', menu: 'injects', key};
      if (ui.popup?.kind === 'dialog') return key === 'y' ? {action: 'confirm'} : null;
      if (key === '/') return {action: 'open', popup: 'filter'};
      if (key === '!') return {action: 'open', popup: 'injects'};
      return key === 'q' ? {action: 'quit'} : {action: 'move', by: 1};
    },
    act(action) {
      if (!action) return;
      done.push('text' in action ? `${action.action} ${action.text}` : action.action);
      if (action.action === 'open') ui = {...ui, popup: action.popup === 'filter' ? filter : {kind: 'injects', at: 0}};
      if (action.action === 'offer') ui = {...ui, popup: dialog};
      if (action.action === 'accept' || action.action === 'confirm') ui = {...ui, popup: null};
    },
  };
}

const IGNORED = 'pasted text was ignored: there is no text field here';
const names = (text: string) => [...text].map(each => (each === '\r' ? 'enter' : each === ' ' ? 'space' : each));

test.each([
  ['j', ['move']],
  ['q', ['quit']],
  ['qq', ['quit', 'quit']],
  ['2j', ['move', 'move']],
  ['jjjjjjjjkkkk', Array(12).fill('move')],
  ['!h', ['open', 'offer']],
  ['!hy', ['open', 'offer']],
  ['jq', ['move', expect.stringMatching(/^notice not quit/)]],
  ['/us\r', ['open', 'type u', 'type s', 'accept']],
  ['/etc/x\rq', ['open', 'type e', 'type t', 'type c', 'type /', 'type x', 'type  ', 'type q']],
  ['hello, quit!hy', [`notice ${IGNORED}`]],
])('%j in one read', (text, done) => {
  const to = typist();
  openTyping().keys(names(text), to);
  expect(to.done).toEqual(done);
});

test('ctrl-c quits, whatever was typed before it', () => {
  const to = typist();
  openTyping().keys([...names('what is this'), 'ctrl-c'], to);
  expect(to.done).toEqual(['quit']);
});

test('the rest of a long text comes close behind it', () => {
  let ms = 0;
  const [to, typing] = [typist(), openTyping(() => ms)];
  typing.keys(names('a long text'), to);
  ms += 50;
  typing.keys(['q'], to);
  ms += 200;
  typing.keys(['j'], to);
  expect(to.done).toEqual([`notice ${IGNORED}`, `notice ${IGNORED}`, 'move']);
});

test('a question that is there already is answered', () => {
  const to = typist();
  const typing = openTyping();
  typing.keys(['!', 'h'], to);
  typing.keys(['y'], to);
  expect(to.done).toEqual(['open', 'offer', 'confirm']);
});

test('a paste is for text fields, made safe, and ends none', () => {
  const [to, typing] = [typist(), openTyping()];
  typing.paste('!hy', to);
  typing.keys(['/'], to);
  typing.paste('!us\x1b[2Jb\rx\r', to);
  typing.paste('\r', to);
  expect(to.done).toEqual([`notice ${IGNORED}`, 'open', 'type !', 'type usb x']);
});
