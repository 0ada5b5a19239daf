import {basename} from 'node:path';
import type {TickedLive} from '../../session/live.ts';
import {openSession} from '../../session/session.ts';
import {UsageError} from '../../setup/usage.ts';
import {openInMemory} from '../../source/simulator/in-memory.ts';
import type {Source} from '../../source/source.ts';
import {drillIn, findDrill} from '../../stage/find-drill.ts';
import {judgeDrill} from '../../stage/judge.ts';
import {readDrillRecording, refuseUnfinished} from '../../stage/kept/drill-recording.ts';
import {setUpDrill} from '../../stage/setup.ts';
import type {Call} from '../program/command.ts';
import {EXIT, type Io, type Terminal} from '../program/io.ts';
import type {DEBRIEF_OPTIONS} from '../program/options/drill-options.ts';
import type {Values} from '../program/options/option-row.ts';
import {printDebrief, refusePage} from '../show/debrief/print-debrief.ts';
import {wantsScreen} from '../show/frames/frame-options.ts';
import type {DrillEnd, RecordedDrillRun} from '../show/screen/drill-end.ts';

/** `irqdeck debrief FILE`: judges a recorded drill again, from its records, and prints the debrief. */
export async function debrief({argument, options}: Call<typeof DEBRIEF_OPTIONS>, io: Io): Promise<number> {
  if (argument === undefined)
    throw new UsageError('the FILE is missing; usage: irqdeck debrief FILE [OPTIONS]; - is stdin.');
  refusePage(options, argument);
  const recorded = await readDrillRecording(argument, io.stdin);
  refuseUnfinished(argument, recorded);
  const {header, records} = recorded;
  const found = options.drill === undefined ? drillIn(header.drill.text, argument) : await findDrill(options.drill);
  const setup = await setUpDrill(found);
  if (options.html === undefined && io.terminal && argument !== '-' && wantsScreen(options, io))
    return showDebrief({setup, header, records, file: basename(argument)}, io.terminal, options, io);
  await printDebrief(judgeDrill(setup, header.seed ?? 1, records), options, argument === '-' ? 'FILE' : argument, io);
  return EXIT.done;
}

/** Shows the debrief on the terminal, over the recording, which can be replayed from any moment. */
async function showDebrief(
  recorded: RecordedDrillRun,
  terminal: Terminal,
  options: Values<typeof DEBRIEF_OPTIONS>,
  io: Io,
): Promise<number> {
  const [{showScreen}, {openDrillEnd}] = await Promise.all([
    import('../show/screen/screen.ts'),
    import('../show/screen/drill-end.ts'),
  ]);
  const {header, records, file} = recorded;
  const session = openSession(openInMemory(header, records, file));
  let after: DrillEnd | undefined;
  const drill = (live: TickedLive, show: (source: Source) => TickedLive) => {
    after = openDrillEnd({live, recorded: () => recorded, show, again: true});
    return after;
  };
  return showScreen(session, terminal, options, io, {drill}).finally(() => after?.end());
}
