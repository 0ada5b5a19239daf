import {afterEach, expect, test} from 'vitest';
import {pictureText} from '../../src/cli/show/picture/picture-rows.ts';
import {openProgram, type Program} from './program.tsx';

let program: Program;
let saved: string[];

afterEach(() => program.close());

async function open(columns = 80): Promise<void> {
  saved = [];
  program = await openProgram({
    columns,
    app: {
      savePicture(cells) {
        saved.push(pictureText(cells));
        return 'saved: here';
      },
    },
  });
  await program.wait(3);
}

test('P saves what is on the screen, and says where', async () => {
  await open();
  const before = await program.text();
  await program.press('P');
  expect(saved).toEqual([`${before}\n`]);
  expect(await program.text()).toContain('saved: here');
});

test('help and details can be saved too; in a menu P means what it says there', async () => {
  await open(120);
  for (const opened of ['?', 'Enter']) {
    await program.press(opened);
    const before = await program.text();
    await program.press('P');
    expect(saved.pop()).toBe(`${before}\n`);
    await program.press('Esc');
  }
  await program.press('x P');
  expect(saved).toEqual([]);
});

test('where nothing can be kept it says so', async () => {
  program = await openProgram();
  await program.press('P');
  expect(await program.text()).toContain('saving is not possible here');
});
