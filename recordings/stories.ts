/** A recording of this folder: what is told in it, and the command line that makes it again, byte for byte before it is packed. */
export type Story = {name: string; title: string; argv: readonly string[]};

const run = (name: string, title: string, until: string, commands: readonly string[], ...more: string[]): Story => ({
  name,
  title,
  argv: ['run', '-J', '-q', '--until', until, ...more, ...commands.flatMap(text => ['--do', text])],
});

const captured = (name: string, title: string, capture: string, ...more: string[]): Story => ({
  name,
  title,
  argv: ['replay', '-J', '-q', ...more, `test/captures/${capture}`],
});

/** One row per recording; `npm run recordings` makes them all. */
export const STORIES: readonly Story[] = [
  run('hung', 'net hangs, and the line that it shares is frozen for disk and usb', '20s', ['5s hang_domain net']),
  captured(
    'nobody-cared',
    'a line storms until Linux says nobody cared',
    '04-interrupts.series.txt.gz',
    '--until',
    '90s',
  ),
];
