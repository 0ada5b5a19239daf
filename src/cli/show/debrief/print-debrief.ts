import {statSync} from 'node:fs';
import {basename, resolve} from 'node:path';
import type {Debrief} from '../../../drill/judge/debrief.ts';
import {UsageError} from '../../../setup/usage.ts';
import {writeWhole} from '../../../store/files.ts';
import {isSame as isSameFile, ReadError} from '../../../store/own.ts';
import {type Io, screenWidth} from '../../program/io.ts';
import {debriefPage} from '../page/debrief-page.ts';
import {debriefText} from './debrief-text.ts';

export type DebriefOutput = {json?: true; html?: string};

/**
 * Prints a debrief as text or JSON, and writes it as a page into the file of `--html` (`-`: only the page, on stdout). `recording`: the file
 * of the run; `null`: none. Rejects with a UsageError or a WriteError if the page can not be written; the text is printed before.
 */
export async function printDebrief(
  debrief: Debrief,
  options: DebriefOutput,
  recording: string | null,
  io: Io,
): Promise<void> {
  const {html} = options;
  const page = () => debriefPage(debrief, recording === null ? null : basename(recording));
  if (html === '-') return void (await io.write(page()));
  await io.write(options.json ? {json: `${JSON.stringify(debrief)}\n`} : debriefText(debrief, screenWidth(io)));
  if (html !== undefined) await writePage(html, page(), recording);
}

/** The file may be the recording, by a path that did not exist when the options were checked. */
async function writePage(html: string, page: string, recording: string | null): Promise<void> {
  try {
    await writeWhole(html, page, {reads: recording === null ? [] : [recording]});
  } catch (error) {
    throw error instanceof ReadError ? new UsageError(samePage(html)) : error;
  }
}

const samePage = (html: string) => `--html ${html} is the file of the recording; name another file.`;

/** Throws a UsageError if two outputs go to the same place, or the page would overwrite the recording. */
export function refusePage({json, html}: DebriefOutput, recording: string | undefined): void {
  if (html === undefined) return;
  if (html === '-' && json) throw new UsageError('--json and --html - both use stdout; name a file for the page.');
  if (recording !== undefined && recording !== '-' && html !== '-' && isSame(recording, html))
    throw new UsageError(samePage(html));
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map(file => statSync(file, {throwIfNoEntry: false}));
  return first && second ? isSameFile(first, other) : resolve(one) === resolve(other);
}
