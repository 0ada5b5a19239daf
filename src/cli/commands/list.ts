import {UsageError} from '../../setup/usage.ts';
import type {Call} from '../program/command.ts';
import {EXIT, type Io, screenWidth} from '../program/io.ts';
import type {LIST_OPTIONS} from '../program/options/list-options.ts';
import {kindNamed, kinds} from '../show/lists/kinds.ts';
import type {ListEntry} from '../show/lists/list-kind.ts';
import {described} from '../show/text.ts';

/** `irqdeck list [KIND] [NAME]`. */
export async function list({argument, second, options}: Call<typeof LIST_OPTIONS>, io: Io): Promise<number> {
  if (second !== undefined) return printFile(argument!, second, io);
  const entries = argument === undefined ? await kinds(io) : await kindNamed(argument).entries(io);
  if (options.json) await io.write({json: entries.map(json).join('')});
  else await io.write(`${plain(entries, screenWidth(io)).join('\n')}\n`);
  return EXIT.done;
}

async function printFile(kind: string, name: string, io: Io): Promise<number> {
  const {file} = kindNamed(kind);
  if (file === undefined) throw new UsageError(`${kind} have no files; usage: irqdeck list ${kind}.`);
  await io.write(await file(name, io));
  return EXIT.done;
}

function json({name, title, fields}: ListEntry): string {
  return `${JSON.stringify({name, title, ...fields})}\n`;
}

function plain(entries: readonly ListEntry[], width: number): string[] {
  return described(
    entries.flatMap(({name, title, usage, notes = []}): [string, string][] => [
      [usage ?? name, title],
      ...notes.map((note): [string, string] => ['', note]),
    ]),
    width,
  );
}
