import {z} from 'zod';
import {sanitize} from '../../protocol/sanitize.ts';
import {NS_PER_S} from '../../protocol/words.ts';
import {flagKind, name, rateKind, shareKind, time, title, whole} from '../../scenario/format/kinds.ts';

// The file format: every key of a drill, its meaning, and its default.

/** A drill as its file describes it, with all values read. */
export type Drill = z.output<typeof drillDocument>;
export type Cause = z.output<typeof cause>;
export type Inject = z.output<typeof inject>;
export type Hold = z.output<typeof hold>;
export type DrillStep = z.output<typeof step>;
export type Unsafe = z.output<typeof unsafe>;

/** Paragraphs of text, separated by empty lines. */
const prose = z
  .string()
  .transform(text => text.split(/\n\s*\n/).map(part => sanitize(part.trim().replace(/\s+/g, ' '), 2000)))
  .pipe(z.array(z.string().min(1)).min(1));

const order = title;

/** The maximum of injects, steps and so on in one list: a check plays or looks at each of them many times. */
const MOST = 50;
/** The maximum length of a drill: a check plays every cause four times up to the limit and keeps all records. */
export const MOST_LIMIT_NS = 15 * 60 * NS_PER_S;

const hold = z.strictObject({
  device: name.optional().describe('the device that must be served'),
  serves: rateKind.prefault(0).describe('the lowest rate at which its causes are served'),
  late: shareKind.prefault(0.05).describe('the highest share of causes served later than 10 ms'),
  line: name.optional().describe('the line that must not interrupt too often'),
  below: rateKind.optional().describe('the highest rate of its interrupts'),
});

const inject = z.strictObject({
  at: time.describe('time from the start of the drill'),
  jitter: time.prefault(0).describe('maximum delay after that time; the seed chooses it'),
  when: z
    .enum(['always', 'broken', 'restored'])
    .prefault('always')
    .describe('wait until the holds are broken, or restored'),
  do: order.optional().describe('a command, hidden from the trainee'),
  page: title.optional().describe('the text of a call from a user'),
  ticket: title.optional().describe('the text of a ticket from a user'),
});

const step = z.strictObject({
  after: time.describe('time after the fault; without a fault, after the start'),
  do: order.describe('a command, as in --do'),
});

const unsafe = z.strictObject({
  do: order.describe('a command; its last arguments may be left out'),
  before: order.optional().describe('unsafe only before this command was given'),
  say: title.describe('the reason, for the debrief'),
});

const cause = z.strictObject({
  fault: flagKind.prefault(true).describe('off: nothing is wrong, even if it looks so'),
  answer: title.describe('the right choice of the diagnosis'),
  right: z.array(name).min(1).max(MOST).describe('lines and domains whose alerts are right to acknowledge'),
  hints: z.array(title).optional().describe('other texts for the hints of the drill, one for each, in order'),
  unsafe: z.array(unsafe).max(MOST).prefault([]).describe('more acts that cap the score when this is the cause'),
  injects: z.array(inject).max(MOST).prefault([]).describe('the events of this cause'),
  solution: z.array(step).min(1).max(MOST).describe('commands that win the drill'),
  blunder: z.array(step).min(1).max(MOST).describe('commands that earn 40 points at most'),
});

const hint = z.strictObject({
  after: time.prefault(0).describe('the time of the drill from which it can be taken'),
  cost: whole(0, 50).prefault(5).describe('its price in points'),
  text: title.describe('the text of the hint'),
});

/** A check plays each cause four times. */
const MOST_CAUSES = 20;

export const drillDocument = z.strictObject({
  drill: name.describe('its name'),
  title: title.describe('one line; it must not give the answer away'),
  level: z.enum(['easy', 'medium', 'hard']).describe('easy, medium or hard'),
  scenario: name.describe('a built-in scenario'),
  policy: name.describe('the policy of the supervisor; see list policies'),
  set: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .prefault({})
    .describe('mechanisms and values to set, as with --set'),
  limit: time.describe('the time after which the drill ends'),
  brief: prose.describe('the text that the trainee reads first'),
  objective: title.describe('the goal, in one line'),
  holds: z.array(hold).min(1).max(MOST).describe('conditions that hold before the fault, and must hold again'),
  for: time.prefault('5s').describe('the time over which the holds are judged'),
  allow: z
    .array(name)
    .max(MOST)
    .optional()
    .describe('commands that the trainee may use; default: all that break nothing'),
  unsafe: z.array(unsafe).max(MOST).prefault([]).describe('acts that cap the score'),
  question: title.describe('the question of the diagnosis'),
  choices: z.array(title).min(2).max(9).describe('the answers to choose from'),
  hints: z.array(hint).max(9).prefault([]).describe('hints, in order'),
  causes: z.array(cause).min(1).max(MOST_CAUSES).describe('possible causes; the seed chooses one'),
  lesson: prose.describe('what the drill teaches'),
  precedent: title.describe('where it really happened or was described'),
});
