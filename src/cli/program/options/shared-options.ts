import {SORT_NAMES} from '../../../model/frame/shown-lines.ts';
import {COLUMNS, THEMES, VIEWS} from '../../../ui/scene/option-names.ts';
import type {OptionTable} from './option-row.ts';
import {asTyped, checkFilter, cpuColumns, filter, listOf, oneOf, order, wholeNumber} from './values.ts';

// Options that several commands have in common.

function namesIn<Name extends string>(table: {readonly [name in Name]: string}): Name[] {
  return Object.keys(table) as Name[];
}

/** Which lines and columns are shown, on the screen and in frames. */
export const LINES_OPTIONS = {
  sort: {
    flags: '-s, --sort COL',
    title: `sort lines by ${SORT_NAMES.join(', ')}; a ! before the name reverses the order`,
    parse: order,
  },
  filter: {
    flags: '-F, --filter REGEX',
    title: 'show only lines that match in number, chip, state, devices or domains (RE2); a ! before it inverts this',
    parse: filter,
    check: checkFilter,
  },
  threshold: {
    flags: '-t, --threshold N',
    title: 'hide lines with N or fewer interrupts per second, unless they are blocked',
    parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  },
  cpus: {flags: '-C, --cpus LIST', title: 'show columns of these CPUs: 0-3,7, auto, all or none', parse: cpuColumns},
  columns: {
    flags: '-o, --columns LIST',
    title: 'columns of the lines, in this order; see list columns',
    parse: listOf(...namesIn(COLUMNS)),
  },
} as const satisfies OptionTable;

/** How the screen looks. */
export const SCREEN_OPTIONS = {
  theme: {flags: '--theme NAME', title: 'colours of the screen; see list themes', parse: oneOf(...namesIn(THEMES))},
  view: {
    flags: '--view NAME',
    title: 'the first view on the screen; see list views',
    parse: oneOf(...namesIn(VIEWS)),
  },
  ascii: {flags: '--ascii', title: 'use ASCII characters only'},
  mouse: {flags: '--no-mouse', title: 'do not use the mouse'},
} as const satisfies OptionTable;

/** Options of every command. */
export const COMMON_OPTIONS = {
  quiet: {flags: '-q, --quiet', title: 'print only errors on stderr'},
  verbose: {
    flags: '-v, --verbose',
    title: 'print on stderr how long it took, and the stack of an unexpected error',
  },
  help: {flags: '-h, --help', title: 'print this help'},
  version: {flags: '-V, --version', title: 'print the version'},
} as const satisfies OptionTable;

export const COLOR_OPTION = {
  flags: '--color WHEN',
  title: 'auto, always or never (default auto); NO_COLOR has priority',
  parse: oneOf('auto', 'always', 'never'),
} as const;

export const RECORD_OPTION = {
  flags: '-w, --record FILE',
  title: 'record into this file: text if its name ends in .ndjson, else gzip',
  parse: asTyped,
} as const;
