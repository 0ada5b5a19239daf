/** A recording of this folder: its story, and the command line that makes it again, with the same bytes before gzip. */
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
  run('hung', 'net hangs, and the line that it shares with disk and usb is frozen', '20s', ['5s hang_domain net']),
  run('recovered', 'eth0 is reset, net restarted: the sharers flow again, then net', '22s', [
    '5s hang_domain net',
    '12s reset_device eth0',
    '12s restart_domain net',
  ]),
  run('unmasked-too-early', 'net is restarted and eth0 still asserts its pin: a storm until nobody cares', '16s', [
    '5s hang_domain net',
    '12s restart_domain net',
  ]),
  run(
    're-firing',
    'Xen today: all debts are cancelled after 1 ms, and the line fires again',
    '12s',
    ['5s hang_domain net'],
    '--policy',
    'xen',
  ),
  run('crashed', 'net crashes without an acknowledgement: no domain is notified of the line any more', '12s', [
    '5s crash_domain net',
  ]),
  run('naive', 'the line is never held: the first interrupt is the last one', '12s', [], '--policy', 'naive'),
  run(
    'reset-first',
    'the sensible order: net restarted and eth0 reset before the line is unmasked',
    '18s',
    ['5s hang_domain net'],
    '--policy',
    'reset-first',
  ),
  run(
    'nobody-cared-simulated',
    'one kernel runs all handlers and disables the line that nobody cares for; another driver revives it',
    '18s',
    ['3s hang_domain net', '8s reset_device eth0', '8s restart_domain usb'],
    '--policy',
    'linux',
  ),
  captured('shared', 'lines that devices share on a PC', '01-interrupts.series.txt.gz', '--until', '60s'),
  captured(
    'driver-domains',
    'a Xen dom0 beside its driver domains',
    '06-dom0-interrupts.series.txt.gz',
    '--until',
    '120s',
  ),
  captured('poweredge', 'the table that was posted in 2005', 'poweredge-400sc-2005.txt'),
  captured(
    'nobody-cared',
    'a line storms until Linux prints nobody cared',
    '04-interrupts.series.txt.gz',
    '--until',
    '90s',
  ),
];
