import {z} from 'zod';
import {sanitize} from '../../protocol/sanitize.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import {flagKind, name, rateKind, shareKind, time, title, whole} from '../../scenario/format/kinds.ts';

// The file format: every key of a drill, what it means, what it is where it is left out.

/** A drill as its file has it, values read. */
export type Drill = z.output<typeof drillDocument>;
export type Cause = z.output<typeof cause>;
export type Inject = z.output<typeof inject>;
export type Hold = z.output<typeof hold>;
export type DrillStep = z.output<typeof step>;
export type Unsafe = z.output<typeof unsafe>;

/** Text of several paragraphs, with an empty line between them. */
const prose = z
  .string()
  .transform(text => text.split(/\n\s*\n/).map(part => sanitize(part.trim().replace(/\s+/g, ' '), 2000)))
  .pipe(z.array(z.string().min(1)).min(1));

const order = title;

/** Of injects, steps and the like in one list: each is played, or looked at, over and over. */
const MOST = 50;
/** How long a drill, or anything in it, may last: every cause is played four times to its limit, and all of that is kept. */
export const MOST_LIMIT_NS = 15 * 60 * NS_PER_S;

const hold = z.strictObject({
  device: name.optional().describe('this device is served'),
  serves: rateKind.prefault(0).describe('at least so often'),
  late: shareKind.prefault(0.05).describe('at most this share of it later than 10 ms'),
  line: name.optional().describe('this line interrupts'),
  below: rateKind.optional().describe('at most so often'),
});

const inject = z.strictObject({
  at: time.describe('when, from the start of the drill'),
  jitter: time.prefault(0).describe('so much later at most, as the seed says'),
  when: z
    .enum(['always', 'broken', 'restored'])
    .prefault('always')
    .describe('only once what must hold is broken, or restored; it waits for that'),
  do: order.optional().describe('a command, hidden from the trainee'),
  page: title.optional().describe('somebody calls'),
  ticket: title.optional().describe('somebody writes'),
});

const step = z.strictObject({
  after: time.describe('when, after the fault; without one, after the start'),
  do: order.describe('a command, as in --do'),
});

const unsafe = z.strictObject({
  do: order.describe('a command; its last arguments may be left out'),
  before: order.optional().describe('only before this was done'),
  say: title.describe('why, for the debrief'),
});

const cause = z.strictObject({
  fault: flagKind.prefault(true).describe('off: nothing is wrong, whatever it looks like'),
  answer: title.describe('the right choice of the diagnosis'),
  right: z.array(name).min(1).max(MOST).describe('lines and domains whose alert it is right to acknowledge'),
  hints: z.array(title).optional().describe('what the hints say here, one for each of the drill, in order'),
  unsafe: z.array(unsafe).max(MOST).prefault([]).describe('acts that cap the score here, besides those of the drill'),
  injects: z.array(inject).max(MOST).prefault([]).describe('what happens, when'),
  solution: z.array(step).min(1).max(MOST).describe('what wins'),
  blunder: z.array(step).min(1).max(MOST).describe('what loses'),
});

const hint = z.strictObject({
  after: time.prefault(0).describe('not before this time of the drill'),
  cost: whole(0, 50).prefault(5).describe('points'),
  text: title.describe('what it says'),
});

/** Each is played four times when the drill is checked. */
const MOST_CAUSES = 20;

export const drillDocument = z.strictObject({
  drill: name.describe('its name'),
  title: title.describe('one line; it must not give the answer away'),
  level: z.enum(['easy', 'medium', 'hard']).describe('easy, medium or hard'),
  scenario: name.describe('a built-in scenario'),
  policy: name.describe('who may unmask when; see list policies'),
  set: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .prefault({})
    .describe('mechanisms and values that are set, as with --set'),
  limit: time.describe('how long it takes at most'),
  brief: prose.describe('what the trainee is told'),
  objective: title.describe('what is to be reached, in one line'),
  holds: z.array(hold).min(1).max(MOST).describe('what holds before, and must hold again'),
  for: time.prefault('5s').describe('over so long a time'),
  allow: z.array(name).max(MOST).optional().describe('commands that the trainee may use; else all that break nothing'),
  unsafe: z.array(unsafe).max(MOST).prefault([]).describe('acts that cap the score'),
  question: title.describe('the diagnosis'),
  choices: z.array(title).min(2).max(9).describe('its answers'),
  hints: z.array(hint).max(9).prefault([]).describe('in order'),
  causes: z.array(cause).min(1).max(MOST_CAUSES).describe('one of them, as the seed says'),
  lesson: prose.describe('what is to be learnt'),
  precedent: title.describe('where it happened, or who described it'),
});
