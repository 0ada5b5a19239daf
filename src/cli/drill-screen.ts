import {clockTime} from '../model/numbers.ts';
import type {Live} from '../session/live.ts';
import {both} from '../session/session.ts';
import type {Source} from '../source/source.ts';
import {type Aftermath, openAftermath} from './aftermath.ts';
import {type Begun, type DrillOptions, openTaken, type Taken} from './drill.ts';
import {ghostOf, runsTold} from './ghost.ts';
import {EXIT, type Io, type Terminal} from './io.ts';
import {type Keeping, openKeeping} from './keeping.ts';
import {openRecording, type Recording} from './record.ts';
import {showScreen} from './screen.ts';
import {sayOf} from './show.ts';
import {tell} from './tell.ts';

/** On the terminal, in real time, kept among the user's drills; the debrief is told once more when the screen is gone. */
export async function takeOnScreen(begun: Begun, options: DrillOptions, terminal: Terminal, io: Io): Promise<number> {
  const {setup, seed, resumed} = begun;
  const say = sayOf(options, io);
  const {taken, recording, keeping} = openKept(begun, options, io);
  let after: Aftermath | undefined;
  const drill = (live: Live, show: (source: Source) => Live) => {
    after = openAftermath({
      live,
      show,
      recorded: () => ({...taken, setup, file: setup.drill.drill}),
      ghost: ghostOf(setup.drill.drill, seed, io.env),
      resumedNs: resumed?.t,
      judged(debrief) {
        keeping.finish(debrief, taken.records);
        return runsTold(setup.drill.drill, io.env);
      },
    });
    return after;
  };
  const status = await showScreen(taken.session, terminal, options, io, {drill}).finally(() => recording.end(say));
  if (taken.session.ended && status === EXIT.done) {
    const debrief = await after!.result();
    await tell(debrief, options, options.record ?? null, io);
    for (const fault of keeping.faults) say(fault);
    return debrief.passed ? EXIT.done : EXIT.lost;
  }
  after?.end();
  sayLeft(taken, setup.drill.drill, keeping, say);
  return status === EXIT.done ? EXIT.lost : status;
}

function openKept(begun: Begun, options: DrillOptions, io: Io) {
  let recording: Recording | null = null;
  let keeping: Keeping | null = null;
  const taken = openTaken(begun, header => {
    recording = openRecording(header, options);
    keeping = openKeeping(header, io.env, begun.resumed?.file);
    return keeping.recording ? both(recording.tap, keeping.recording.tap) : recording.tap;
  });
  return {taken, recording: recording! as Recording, keeping: keeping! as Keeping};
}

function sayLeft({session}: Taken, name: string, keeping: Keeping, say: (sentence: string) => void): void {
  const file = keeping.leave(session.t);
  for (const fault of keeping.faults) say(fault);
  const word = /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
  if (file === null) say(`the drill was broken off at ${clockTime(session.t)}; nothing is scored.`);
  else say(`the drill was left at ${clockTime(session.t)}; irqdeck drill ${word} --resume goes on from there.`);
}
