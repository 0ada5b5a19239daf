import {createReadStream} from 'node:fs';
import {basename} from 'node:path';
import type {Record} from '../protocol/record.ts';
import type {Live} from '../session/live.ts';
import {openSession} from '../session/session.ts';
import {openRecordedFile} from '../source/recorded-file.ts';
import {openRecording} from '../source/recording.ts';
import {openRemembered} from '../source/remembered.ts';
import type {Source} from '../source/source.ts';
import {InputError} from '../trace/fault.ts';
import type {Aftermath, Recorded} from './aftermath.ts';
import type {Call} from './commands.ts';
import {judge, setUp} from './drill-runs.ts';
import {drillIn, findDrill} from './drills.ts';
import {EXIT, type Io, type Terminal} from './io.ts';
import type {DEBRIEF_OPTIONS, Values} from './options.ts';
import {wantsScreen} from './show.ts';
import {refusePage, tell} from './tell.ts';
import {UsageError} from './usage.ts';

/** `irqdeck debrief FILE`: how a recorded drill went, judged again from its records. */
export async function debrief({argument, options}: Call<typeof DEBRIEF_OPTIONS>, io: Io): Promise<number> {
  if (argument === undefined)
    throw new UsageError('the FILE is missing; it is written irqdeck debrief FILE [OPTIONS], and - is stdin.');
  refusePage(options, argument);
  const {header, records} = await readAll(argument, io);
  if (header.drill === undefined)
    throw new InputError(`${argument} is no recording of a drill; drill NAME -w FILE makes one`);
  const found = options.drill === undefined ? drillIn(header.drill.text, argument) : await findDrill(options.drill);
  const setup = await setUp(found);
  if (options.html === undefined && io.terminal && argument !== '-' && wantsScreen(options, io))
    return showDebrief({setup, header, records, file: basename(argument)}, io.terminal, options, io);
  await tell(judge(setup, header.seed ?? 1, records), options, argument === '-' ? 'FILE' : argument, io);
  return EXIT.done;
}

/** On the terminal, over the recording, which can be looked at from any moment. */
async function showDebrief(
  recorded: Recorded,
  terminal: Terminal,
  options: Values<typeof DEBRIEF_OPTIONS>,
  io: Io,
): Promise<number> {
  const [{showScreen}, {openAftermath}] = await Promise.all([import('./screen.ts'), import('./aftermath.ts')]);
  const {header, records, file} = recorded;
  const session = openSession(openRemembered(header, records, file));
  let after: Aftermath | undefined;
  const drill = (live: Live, show: (source: Source) => Live) => {
    after = openAftermath({live, recorded: () => recorded, show, again: true});
    return after;
  };
  return showScreen(session, terminal, options, io, {drill}).finally(() => after?.end());
}

async function readAll(file: string, io: Io) {
  const name = file === '-' ? 'stdin' : basename(file);
  const recorded = file === '-' ? null : await openRecordedFile(file, name);
  const source = recorded ?? (await openRecording({name, input: file === '-' ? io.stdin() : createReadStream(file)}));
  const records: Record[] = [];
  while (!source.ended) {
    await source.arrival();
    records.push(...source.read(Number.MAX_SAFE_INTEGER));
  }
  source.close();
  return {header: source.header, records};
}
