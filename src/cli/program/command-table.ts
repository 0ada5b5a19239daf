import {SUBCOMMANDS, type Subcommand, type SubcommandRow} from './command.ts';
import {COMPARE_OPTIONS} from './options/compare-options.ts';
import {DEBRIEF_OPTIONS, DRILL_OPTIONS} from './options/drill-options.ts';
import {CHECK_OPTIONS, LIST_OPTIONS} from './options/list-options.ts';
import {REPLAY_OPTIONS, WATCH_OPTIONS} from './options/replay-options.ts';
import {RUN_OPTIONS} from './options/run-options.ts';

const ROWS: {readonly [name in Subcommand]: Omit<SubcommandRow, 'name'>} = {
  run: {
    argument: '[SCENARIO]',
    title: 'simulate a host; this is the default command',
    options: RUN_OPTIONS,
    examples: [
      'irqdeck',
      "irqdeck run -n 5 --do '2s hang_domain net'",
      "irqdeck run -J -d 1s --until 25s --policy xen --fail-on 'domain.health=hung'",
    ],
    load: async () => (await import('../commands/run.ts')).run,
  },
  replay: {
    argument: 'FILE',
    title: 'show a recording, or a file in another known format (see list formats), plain or gzip; - is stdin',
    options: REPLAY_OPTIONS,
    examples: [
      'irqdeck replay /proc/interrupts',
      'irqdeck replay -J test/captures/poweredge-400sc-2005.txt',
      "irqdeck replay -d 10s --fail-on 'host=lost' test/captures/04-interrupts.series.txt.gz",
    ],
    load: async () => (await import('../commands/replay.ts')).replay,
  },
  compare: {
    argument: '[SCENARIO]',
    title: 'run the same faults and seeds under several policies: which domains suffer, and how much',
    options: COMPARE_OPTIONS,
    examples: [
      "irqdeck compare --seeds 1 --do '5s hang_domain net'",
      "irqdeck compare --policies xen-2005,xen --seeds 2 --until 9s --do '5s hang_domain net' --do '6s crash_domain net'",
      "irqdeck compare -J --seeds 1 --until 5s --do '2s hang_domain disk deaf' poweredge-400sc",
    ],
    load: async () => (await import('../commands/compare.ts')).compare,
  },
  drill: {
    argument: '[NAME]',
    title: 'list the drills, or take one: something breaks, and you find and repair it',
    options: DRILL_OPTIONS,
    examples: [
      'irqdeck drill',
      "irqdeck drill hung-sharer --do '40s reset_device eth0' --do '41s restart_domain net'",
      "irqdeck drill night-shift --seed 2 -J --do '38s reset_device eth0' --do '39s unmask_line 169' --do '40s start_domain net'",
    ],
    load: async () => (await import('../commands/drill.ts')).drill,
  },
  debrief: {
    argument: 'FILE',
    title: 'show how a recorded drill went: what happened, what it cost, and the reason for every point',
    options: DEBRIEF_OPTIONS,
    examples: [
      'irqdeck debrief test/captures/drill-hung-sharer.ndjson.gz',
      'irqdeck debrief --json test/captures/drill-hung-sharer.ndjson.gz',
    ],
    load: async () => (await import('../commands/debrief.ts')).debrief,
  },
  watch: {
    argument: '-- COMMAND …',
    words: true,
    title: 'show a program that writes records and reads commands, such as run --serve',
    options: WATCH_OPTIONS,
    examples: [
      'irqdeck watch -- irqdeck run --serve --policy xen',
      "irqdeck watch -J -n 5 --do '2s hang_domain net' -- irqdeck run --serve",
      'irqdeck watch -- ssh web1 irqdeck run --serve',
    ],
    load: async () => (await import('../commands/watch.ts')).watch,
  },
  check: {
    argument: 'FILE',
    title:
      'check a file: a scenario or drill for faults; a recorded simulation or drill by running it again; any other recording for consistency',
    options: CHECK_OPTIONS,
    examples: [
      'irqdeck check src/scenario/catalogue/poweredge-400sc.yaml',
      'irqdeck check recordings/nobody-cared.ndjson.gz',
    ],
    load: async () => (await import('../commands/check.ts')).check,
  },
  list: {
    argument: '[KIND] [NAME]',
    title: 'list what exists of a kind; without KIND, the kinds; with NAME, the file with that name',
    options: LIST_OPTIONS,
    examples: [
      'irqdeck list',
      'irqdeck list commands',
      'irqdeck list policies --json',
      'irqdeck list scenarios desktop-2005',
    ],
    load: async () => (await import('../commands/list.ts')).list,
  },
};

/** The first one is the default. */
export const COMMAND_ROWS: readonly SubcommandRow[] = SUBCOMMANDS.map(name => ({name, ...ROWS[name]}));
