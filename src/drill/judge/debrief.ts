import {seconds} from '../../model/words/numbers.ts';
import {alertWords, writeCommand} from '../../model/words/sentences.ts';
import {COMMANDS} from '../../protocol/command/command.ts';
import type {Fact} from '../../protocol/record/fact.ts';
import type {TraceRecord} from '../../protocol/record/record.ts';
import type {Ns} from '../../protocol/words.ts';
import type {Drill} from '../file/document.ts';
import type {Act, Findings} from './findings.ts';
import {factsOf, type Losses} from './harm.ts';
import type {HarmCurves} from './harm-curves.ts';
import {HARMFUL_NS, type Score} from './score.ts';

export type TimelineRow = {tNs: Ns; what: TimelineKind; text: string; effect?: TimelineEffect};
/** What an act did to innocent domains, compared with the run without it; `unknown`: that run was not played. */
export type TimelineEffect = 'helped' | 'worse' | 'none' | 'unknown';
export type TimelineKind =
  | 'fault'
  | 'visible'
  | 'detected'
  | 'call'
  | 'acknowledged'
  | 'hint'
  | 'diagnosis'
  | 'act'
  | 'refused'
  | 'host'
  | 'contained'
  | 'recovered'
  | 'end';

/** The debrief of a drill: the JSON of `drill --json` and `debrief --json`. Times end in `Ns`. */
export type Debrief = {
  drill: string;
  title: string;
  level: Drill['level'];
  scenario: string;
  policy: string;
  seed: number;
  brief: string[];
  objective: string;
  /** False: nothing was wrong. */
  fault: boolean;
  passed: boolean;
  score: number;
  /** The parts of the score, with their reasons. */
  points: {points: number; of: number; text: string}[];
  cap: string | null;
  /**
   * Time to detect, from the first visible sign; to contain, from the fault; to recover, from the fault. `null`: never.
   */
  ttdNs: Ns | null;
  ttcNs: Ns | null;
  ttrNs: Ns | null;
  /** What each innocent domain lost: the blast radius. */
  blast: Losses;
  harmNs: Ns;
  /** The part of the harm that the trainee's own acts caused. */
  collateralNs: Ns;
  hints: number;
  timeline: TimelineRow[];
  /** The best known run, and the harm where nobody acts. */
  best: Findings['best'];
  idleHarmNs: Ns;
  courses: HarmCurves;
  /** The moment that is worth looking at again. */
  moment: {tNs: Ns; text: string};
  lesson: string[];
  precedent: string;
};

/** The debrief of a judged run. */
export function debriefOf(
  drill: Drill,
  found: Findings,
  score: Score,
  courses: HarmCurves,
  run: readonly TraceRecord[],
  seed: number,
): Debrief {
  return {
    drill: drill.drill,
    title: drill.title,
    level: drill.level,
    scenario: drill.scenario,
    policy: drill.policy,
    seed,
    brief: drill.brief,
    objective: drill.objective,
    fault: found.fault,
    passed: found.won,
    score: score.total,
    points: score.rows.map(({points, of, text}) => ({points: Math.round(points * 10) / 10, of, text})),
    cap: score.cap,
    ttdNs: found.detectedAfterNs,
    ttcNs: found.containedAfterNs,
    ttrNs: found.recoveredAfterNs,
    blast: found.losses,
    harmNs: found.harmNs,
    collateralNs: found.acts.reduce((sum, {savedNs}) => sum + Math.max(0, -(savedNs ?? 0)), 0),
    hints: found.hintsTaken,
    timeline: timelineOf(found, run),
    best: found.best,
    idleHarmNs: found.idleHarmNs,
    courses,
    moment: momentOf(found),
    lesson: drill.lesson,
    precedent: drill.precedent,
  };
}

function timelineOf(found: Findings, run: readonly TraceRecord[]): TimelineRow[] {
  const rows: TimelineRow[] = factsOf(run).flatMap(fact => rowsOf(fact, found));
  const {visible, detectedNs, containedNs, recoveredNs, faultNs} = found;
  if (visible)
    rows.push({
      tNs: visible.t,
      what: 'visible',
      text: SIGNS[visible.sign.split('/')[0]](visible.sign.split('/').slice(1).join('/')),
    });
  if (detectedNs !== null) rows.push({tNs: detectedNs, what: 'detected', text: `detected: by ${detectedBy(found)}`});
  if (containedNs !== null && containedNs !== faultNs)
    rows.push({tNs: containedNs, what: 'contained', text: 'contained: from now on no innocent domain suffers'});
  if (recoveredNs !== null)
    rows.push({tNs: recoveredNs, what: 'recovered', text: 'recovered: from now on everything that must hold holds'});
  return rows.toSorted((one, other) => one.tNs - other.tNs || ORDER.indexOf(one.what) - ORDER.indexOf(other.what));
}

const ORDER: readonly TimelineKind[] = [
  'fault',
  'host',
  'visible',
  'call',
  'acknowledged',
  'hint',
  'diagnosis',
  'act',
  'refused',
  'detected',
  'contained',
  'recovered',
  'end',
];

const SIGNS: {readonly [sign: string]: (of: string) => string} = {
  silent: domain => `visible: ${domain} no longer answers`,
  slow: domain => `visible: ${domain} answers late`,
  're-firing': line => `visible: line ${line} re-fires, released by force`,
  storm: line => `visible: line ${line} storms`,
  stopped: line => `visible: line ${line} has stopped`,
  starvation: domain => `visible: ${domain} starves`,
  down: domain => `visible: ${domain} is down`,
  'host-lost': () => 'visible: the host is lost',
  called: () => 'visible: a user called',
};

function detectedBy({acknowledgements, detectedNs}: Findings): string {
  const acknowledged = acknowledgements.some(({t, right}) => right && t === detectedNs);
  return acknowledged ? 'an acknowledgement of the right thing' : 'the first act that helped';
}

function rowsOf(fact: Fact, found: Findings): TimelineRow[] {
  const row = (what: TimelineKind, text: string): TimelineRow[] => [{tNs: fact.t, what, text}];
  switch (fact.kind) {
    case 'inject_applied':
      return row('fault', `${found.fault ? 'fault' : 'no fault'}: ${writeCommand(fact.command)}`);
    case 'inject_refused':
      return row('fault', `the fault failed: ${writeCommand(fact.command)}: ${fact.reason}`);
    case 'paged':
      return row('call', fact.text);
    case 'alert_acknowledged': {
      const {right} = found.acknowledgements.find(({t, alert}) => t === fact.t && alert === fact.alert)!;
      return row('acknowledged', `acknowledged ${alertWords(fact.alert)}${right ? '' : ', the wrong thing'}`);
    }
    case 'hint_taken':
      return row('hint', `hint ${fact.hint}: ${fact.text}`);
    case 'diagnosis_answered':
      return row('diagnosis', `diagnosis: ${fact.answer}${fact.answer === found.rightAnswer ? ', right' : ', wrong'}`);
    case 'command_applied': {
      const act = found.acts.find(({t, command}) => t === fact.t && command === fact.command);
      if (!act) return [];
      const [done] = row('act', `${writeCommand(act.command)}: ${wordsOf(act, found)}`);
      return [{...done, effect: effectOf(act)}];
    }
    case 'command_refused':
      return fact.command && COMMANDS[fact.command.command].to === 'machine'
        ? row('refused', `${writeCommand(fact.command)} was refused: ${fact.reason}`)
        : [];
    case 'line_given_up':
      return row('host', `${fact.domain} gave up line ${fact.line}: nobody cared`);
    case 'line_killed':
      return row('host', `line ${fact.line} is killed`);
    case 'host_lost':
      return row('host', 'the host is lost');
    case 'drill_ended':
      return row('end', `${fact.won ? 'won' : 'lost'}: ${fact.reason}`);
    default:
      return [];
  }
}

function effectOf({savedNs, needed}: Act): TimelineEffect {
  if (savedNs === null) return 'unknown';
  if (savedNs < -HARMFUL_NS) return 'worse';
  return needed || savedNs > HARMFUL_NS ? 'helped' : 'none';
}

function wordsOf({t, savedNs, needed}: Act, {unsafe}: Findings): string {
  const risky = unsafe.find(act => act.t === t);
  const words = [
    ...(risky ? [`unsafe: ${risky.say}`] : []),
    ...(savedNs === null
      ? ['its effect is unknown']
      : savedNs > HARMFUL_NS
        ? [`saved ${seconds(savedNs)} of service`]
        : []),
    ...(savedNs !== null && savedNs < -HARMFUL_NS ? [`cost innocent domains ${seconds(-savedNs)} of service`] : []),
    ...(needed ? ['without it, no recovery'] : []),
  ];
  return words.length === 0 ? 'made no difference to innocent domains' : words.join('; ');
}

/** The trainee's worst act, else the first visible sign. */
function momentOf({acts, visible, faultNs}: Findings): Debrief['moment'] {
  const worst = acts.toSorted((one, other) => (one.savedNs ?? 0) - (other.savedNs ?? 0))[0];
  if (worst && (worst.savedNs ?? 0) < -HARMFUL_NS)
    return {tNs: worst.t, text: `the effect of ${writeCommand(worst.command)}`};
  if (visible) return {tNs: visible.t, text: 'the first visible sign'};
  return {tNs: faultNs ?? 0, text: faultNs === null ? 'the start: nothing was wrong' : 'the fault'};
}
