import {paragraph} from '../../model/words/paragraph.ts';
import {described} from '../show/text.ts';
import type {SubcommandRow} from './command.ts';
import {COMMAND_ROWS} from './command-table.ts';
import type {OptionTable} from './options/option-row.ts';

const TITLE =
  'irqdeck shows shared interrupt lines and the driver domains that serve them, from a simulated host, a recording or another program.';

/** The help of the named command; without one, of the program and its default command. `width` in columns. */
export function help(row: SubcommandRow, implied: boolean, width: number): string {
  const lines = implied ? [...paragraph(TITLE, width), '', ...commandBlock(width)] : paragraph(sentence(row), width);
  lines.push('', `Options of ${row.name}:`, ...optionBlock(row.options, width), '', 'Examples:');
  lines.push(...row.examples.map(example => `  ${example}`));
  return `${lines.join('\n')}\n`;
}

const usage = (row: SubcommandRow) => `${row.name} ${row.argument}`;
// After the command line of another program, options are no longer ours.
const full = (row: SubcommandRow) => (row.words ? `${row.name} [OPTIONS] ${row.argument}` : `${usage(row)} [OPTIONS]`);
const sentence = (row: SubcommandRow) => `irqdeck ${full(row)}: ${row.title}`;

function commandBlock(width: number): string[] {
  const rows = COMMAND_ROWS.map((row): [string, string] => [usage(row), row.title]);
  return [
    'Usage: irqdeck [COMMAND] [ARGUMENT] [OPTIONS]',
    '',
    ...described(rows, width),
    '',
    ...paragraph('irqdeck COMMAND --help shows the options of a command.', width),
  ];
}

function optionBlock(table: OptionTable, width: number): string[] {
  // Long names are aligned, also where there is no short name.
  const rows = Object.values(table).map(({flags, title}): [string, string] => [
    flags.startsWith('--') ? `    ${flags}` : flags,
    title,
  ]);
  return described(rows, width);
}
